using System.Globalization;
using System.Text.RegularExpressions;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>Holds the table of time-outs in <c>specs/reading-notes.md</c>: each waiting state is in it, each default is the one in the source.</summary>
public class TimeoutTests
{
    private static readonly MarkdownTable _table =
        MarkdownTable.Under("### Every wait has an end", MarkdownTable.LinesOf("specs/reading-notes.md"));

    private static readonly IReadOnlyDictionary<string, string> _types = SourceTypes.Below("src");

    public static TheoryData<string, string, string> Rows
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            foreach (string[] row in _table.Rows)
            {
                rows.Add($"{row[0]}, {row[1]}", row[4], row[5].Trim('`'));
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void A_default_is_the_one_in_the_source(string where, string value, string option)
    {
        Assert.NotEmpty(where);
        TimeSpan inSource = DefaultOf(option);
        string[] told = value.Split(' ');
        double amount = double.Parse(told[0], CultureInfo.InvariantCulture);
        Assert.Equal(told[1] == "min" ? TimeSpan.FromMinutes(amount) : TimeSpan.FromSeconds(amount), inSource);
    }

    [Fact]
    public void Every_waiting_state_is_in_the_table()
    {
        string[] told = [.. _table.Rows.Select(row => row[1].Trim('`'))];
        string[] waiting =
        [
            .. Enum.GetValues<RoleName>().SelectMany(Stage.LivingStates).SelectMany(state => state.Split('/')).Except(["Start", "Open_Start", "Opened"]),
            .. MachineTable.Of("ProxyUse").States.Where(state => state.StartsWith("Wait", StringComparison.Ordinal)),
        ];
        Assert.Empty(waiting.Except(told));
    }

    /// <summary>The default as the source has it: of its own, or from the options of a layer below.</summary>
    private static TimeSpan DefaultOf(string option)
    {
        string[] parts = option.Split('.');
        string source = _types[parts[0]], property = $@"TimeSpan {parts[1]} (?:\{{ get; (?:init|set); \}} )?=";
        Match below = Regex.Match(source, $@"{property} (_\w+)\.(\w+);");
        if (below.Success)
        {
            string type = Regex.Match(source, $@"private static readonly (\w+) {below.Groups[1].Value} = new\(\);").Groups[1].Value;
            return DefaultOf($"{type}.{below.Groups[2].Value}");
        }

        Match match = Regex.Match(source, $@"{property} TimeSpan\.From(Minutes|Seconds|Milliseconds)\(([\d.]+)\);");
        Assert.True(match.Success, $"{option} has no default that can be read");
        double number = double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        return match.Groups[1].Value switch
        {
            "Minutes" => TimeSpan.FromMinutes(number),
            "Seconds" => TimeSpan.FromSeconds(number),
            _ => TimeSpan.FromMilliseconds(number),
        };
    }
}
