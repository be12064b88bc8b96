using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>
/// Holds <c>specs/traceability.md</c>: every type, member and test class it names exists, every section stands there once, and so does every
/// MUST of the specification.
/// </summary>
public partial class TraceabilityTests
{
    private static readonly IReadOnlyDictionary<string, string> _types = SourceTypes.Below("src");
    private static readonly IReadOnlyDictionary<string, string> _testTypes = SourceTypes.Below("tests");

    [Fact]
    public void Every_type_and_member_it_names_exists()
    {
        foreach (string[] row in AllRows())
        {
            foreach (string name in NamesIn(row[^2]))
            {
                string[] parts = name.Split('.');
                Assert.True(_types.TryGetValue(parts[0], out string? source), $"{row[0]}: there is no type {parts[0]}");
                Assert.True(Regex.IsMatch(source, $@"\b{parts[^1]}\b"), $"{row[0]}: there is no {name}");
            }
        }
    }

    [Fact]
    public void Every_test_class_it_names_exists_and_tests_something()
    {
        foreach (string[] row in AllRows())
        {
            foreach (string name in NamesIn(row[^1]))
            {
                Assert.True(_testTypes.TryGetValue(name, out string? source), $"{row[0]}: there is no test class {name}");
                Assert.Matches(@"\[(Peer)?(Fact|Theory)\b", source);
            }
        }
    }

    [Fact]
    public void Every_row_names_a_section_once_and_has_code_and_a_test()
    {
        string[][] rows = [.. Rows()];
        Assert.True(rows.Length > 80);
        Assert.Equal(rows.Length, rows.Select(row => row[0]).Distinct().Count());
        Assert.All(rows, row => Assert.Matches(@"^[23](\.\d+)+(–[23](\.\d+)+)?$", row[0]));
        Assert.All(rows, row => Assert.NotEmpty(NamesIn(row[2])));
        Assert.All(rows, row => Assert.NotEmpty(NamesIn(row[3])));
    }

    [Fact]
    public void Sections_come_in_their_order()
    {
        int[][] sections = [.. Rows().Select(row => row[0].Split('–')[0].Split('.').Select(int.Parse).ToArray())];
        Assert.Equal(sections.OrderBy(Weight), sections);
    }

    [Fact]
    public void Every_MUST_of_every_section_stands_there_once_and_has_code_and_a_test()
    {
        Dictionary<string, int> counts = MarkdownTable.LinesOf("tests/RpcHttpProxy.Core.Tests/Documents/must-counts.txt")
            .Where(line => !line.StartsWith('#')).Select(line => line.Split(' ')).ToDictionary(parts => parts[0], parts => int.Parse(parts[1]));
        Assert.Equal(820, counts.Values.Sum());

        string[][] musts = [.. Musts()];
        Assert.Equal(counts.Keys, musts.Select(row => row[0]).Distinct());
        foreach (IGrouping<string, string[]> section in musts.GroupBy(row => row[0]))
        {
            Assert.Equal(Enumerable.Range(1, counts[section.Key]), section.SelectMany(row => Ordinals(row[1])));
            Assert.All(section, row => Assert.NotEmpty(row[2]));
            Assert.All(section, row => Assert.True(NamesIn(row[3]).Length > 0 && NamesIn(row[4]).Length > 0, $"{row[0]} {row[1]}"));
        }
    }

    private static IEnumerable<int> Ordinals(string cell)
    {
        int[] ends = [.. cell.Split('–').Select(int.Parse)];
        return Enumerable.Range(ends[0], ends[^1] - ends[0] + 1);
    }

    private static IEnumerable<string[]> AllRows() => MarkdownTable.AllRows(MarkdownTable.LinesOf("specs/traceability.md"));

    private static IEnumerable<string[]> Rows() => AllRows().Where(row => row.Length == 4);

    private static IEnumerable<string[]> Musts() => AllRows().Where(row => row.Length == 5);

    private static long Weight(int[] section) => section.Concat(Enumerable.Repeat(0, 7)).Take(7).Aggregate(0L, (sum, part) => (sum * 100) + part);

    private static string[] NamesIn(string cell) => [.. InBackticks().Matches(cell).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("`([A-Za-z0-9_.]+)`")]
    private static partial Regex InBackticks();
}
