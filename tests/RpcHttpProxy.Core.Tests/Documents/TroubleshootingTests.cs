using System.Globalization;
using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>Holds <c>troubleshooting.json</c> to the code, and the page to it.</summary>
public partial class TroubleshootingTests
{
    private static readonly Troubleshooting[] _sections = Troubleshooting.Read();
    private static readonly TroubleshootingRow[] _rows = [.. _sections.SelectMany(section => section.Rows)];
    private static readonly IReadOnlyDictionary<string, string> _types = SourceTypes.Below("src");
    private static readonly string _source = string.Concat(_types.Values.Distinct());

    [Fact]
    public void The_page_is_what_the_rows_make()
    {
        string path = Path.Combine(RepositoryRoot.Path, TroubleshootingPage.Path), page = TroubleshootingPage.Render(_sections);
        if (Environment.GetEnvironmentVariable(TroubleshootingPage.UpdateVariable) == "1")
        {
            File.WriteAllText(path, page);
        }

        Assert.Equal(page, File.ReadAllText(path));
    }

    [Fact]
    public void Each_log_event_is_one_that_the_code_logs()
    {
        string[] events = [.. EventName().Matches(_source).Select(match => match.Groups[1].Value)];
        Assert.True(events.Length > 30);
        Assert.Empty(_rows.SelectMany(row => row.LogEvents).Except(events));
    }

    [Fact]
    public void Each_warning_and_error_that_the_code_logs_has_a_row()
    {
        // TargetRefused, a warning, is among what a client sees.
        string[] loud = [.. LoudEventName().Matches(_source).Select(match => match.Groups[1].Value)];
        Assert.True(loud.Length > 10);
        Assert.Empty(loud.Except(_rows.SelectMany(row => row.LogEvents)));
    }

    [Fact]
    public void Each_close_reason_exists_and_each_that_exists_has_a_row_of_its_own()
    {
        string[] names = Enum.GetNames<CloseReason>();
        Assert.Empty(_rows.SelectMany(row => row.CloseReasons).Except(names));
        Assert.Equal(names, _sections.Single(section => section.Title == "Close reasons").Rows.Select(row => Assert.Single(row.CloseReasons)));
    }

    [Fact]
    public void Each_exit_code_is_one_of_the_tool_and_each_of_those_has_a_row()
    {
        int[] codes =
        [
            .. Regex.Matches(_types["ExitCodes"], @"const int \w+ = (\d+);").Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)),
        ];
        Assert.Equal(codes.Order(), _rows.SelectMany(row => row.ExitCodes).Distinct().Order());
    }

    [Fact]
    public void Each_option_is_one_of_the_tool() =>
        Assert.All(_rows.SelectMany(row => row.Options), option => Assert.Contains($"(\"{option}\")", _source, StringComparison.Ordinal));

    [Fact]
    public void Each_setting_is_one_of_an_options_class()
    {
        string options = string.Concat(_types.Where(type => type.Key.EndsWith("Options", StringComparison.Ordinal)).Select(type => type.Value));
        Assert.All(_rows.SelectMany(row => row.Settings), setting => Assert.Matches($@"\b{setting} {{ get; set; }}", options));
    }

    [Fact]
    public void Each_counter_is_a_field_of_a_report()
    {
        string reports = string.Concat(_types.Where(type => type.Key is "RoleSnapshot" || type.Key.EndsWith("Report", StringComparison.Ordinal)).Select(type => type.Value));
        Assert.All(
            _rows.SelectMany(row => row.Counters), counter => Assert.Matches($@"\b{char.ToUpperInvariant(counter[0])}{counter[1..]}(,|\)| {{ get)", reports));
    }

    [Fact]
    public void A_row_about_an_RPC_error_says_it_in_its_symptom() => Assert.All(
        _rows.Where(row => row.RpcError is not null), row => Assert.Equal($"`503 RPC Error: {row.RpcError}`", row.Symptom));

    [GeneratedRegex("EventName = \"([A-Za-z]+)\"")]
    private static partial Regex EventName();

    [GeneratedRegex(@"LogLevel\.(?:Warning|Error|Critical),[^\]]*?EventName = ""([A-Za-z]+)""")]
    private static partial Regex LoudEventName();
}
