using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Deadlines;

/// <summary>All that is waited for has a row in <c>specs/deadlines.md</c>.</summary>
public class DeadlinesPageTests
{
    private const string Ours = "this process";

    private static readonly Lazy<IReadOnlySet<string>> s_waits = new(() =>
        WaitInventory.Of("RpcHttpProxy.Engine", "RpcHttpProxy.Edge", "RpcHttpProxy.Transport", "RpcHttpProxy.Hosting"));

    private static readonly string[][] s_rows = [.. MarkdownTable.AllRows(MarkdownTable.LinesOf("specs/deadlines.md"))];

    [Fact]
    public void Each_wait_has_a_row() => AssertNone(s_waits.Value.Except(s_rows.SelectMany(WaitsOf)));

    [Fact]
    public void Each_row_is_about_a_wait_that_there_is() => AssertNone(s_rows.SelectMany(WaitsOf).Except(s_waits.Value));

    [Fact]
    public void Each_row_says_who_decides_what_ends_it_and_names_tests_that_there_are()
    {
        HashSet<string?> tests =
        [
            .. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, "tests"), "*Tests.cs", SearchOption.AllDirectories)
                .Select(Path.GetFileNameWithoutExtension),
        ];
        Assert.All(s_rows, row =>
        {
            Assert.Equal(5, row.Length);
            Assert.All(row, cell => Assert.NotEmpty(cell));
            Assert.True(row[4] != "-" || row[2].StartsWith(Ours, StringComparison.Ordinal) || row[3].StartsWith("none", StringComparison.Ordinal), $"no test: {row[0]}");
            Assert.All(row[4] == "-" ? [] : Names(row[4]), name => Assert.Contains(name, tests));
        });
    }

    [Fact]
    public void The_inventory_finds_what_it_looks_for()
    {
        IReadOnlySet<string> waits = WaitInventory.OfSource("""
            class Waiting(Stream stream, Task<int> given)
            {
                [System.Runtime.InteropServices.DllImport("libc")]
                private static extern int pause();

                async Task OwnAsync() => await OtherAsync(); // what that one waits for is there itself

                async Task OtherAsync() => await (stream.CanRead ? stream.FlushAsync().ConfigureAwait(false) : PassedOnAsync().ConfigureAwait(false));

                Task PassedOnAsync() => stream.FlushAsync();

                async Task GivenAsync()
                {
                    await using Stream disposed = stream;
                    await given;
                    await foreach (int one in EachAsync()) Thread.Sleep(one);
                }

                async IAsyncEnumerable<int> EachAsync() { await Task.Yield(); yield return 1; }

                void Block(Thread thread) => thread.Join();
            }
            """);

        Assert.Equal(
            [
                "Waiting: Stream.DisposeAsync", "Waiting: Stream.FlushAsync", "Waiting: Task.Yield", "Waiting: Thread.Join", "Waiting: Thread.Sleep",
                "Waiting: Waiting.PassedOnAsync", "Waiting: each of EachAsync()", "Waiting: given", "Waiting: pause",
            ],
            waits);
    }

    private static IEnumerable<string> WaitsOf(string[] row) => Names(row[0]).SelectMany(type => Names(row[1]).Select(wait => $"{type}: {wait}"));

    /// <summary>All of them in the message, which xunit's own cuts short.</summary>
    private static void AssertNone(IEnumerable<string> waits) => Assert.True(!waits.Any(), string.Join("; ", waits.Order()));

    private static IEnumerable<string> Names(string cell) => cell.Split(',').Select(name => name.Trim(' ', '`'));
}
