namespace RpcHttpProxy.Tracing.Tests;

/// <summary>specs/tracing.md shows what the code does.</summary>
public sealed class SpecificationTests
{
    private static readonly string s_text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "tracing.md"));

    [Fact]
    public void Its_ladder_is_the_one_that_is_drawn()
    {
        string golden = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "golden", "conn-ladder.txt"));
        Assert.Contains($"```\n{golden}```\n", s_text, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_example_line_is_one_that_would_be_written()
    {
        string line = s_text.Split('\n').Single(l => l.StartsWith("{\"time\"", StringComparison.Ordinal));
        Assert.True(TraceJson.TryParse(line, out TraceEvent? read, out string? fault), fault);
        Assert.Equal(line, TraceJson.ToLine(read));
    }

    [Fact]
    public void Every_field_and_kind_is_described()
    {
        IEnumerable<string> fields = typeof(TraceEvent).GetProperties()
            .Where(p => p.CanWrite)
            .Select(p => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(p.Name));
        IEnumerable<string> kinds = Enum.GetNames<TraceEventKind>().Select(System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName);

        Assert.All(fields.Concat(kinds), word => Assert.Contains($"`{word}`", s_text, StringComparison.Ordinal));
    }
}
