using System.Globalization;
using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Options;

/// <summary>Holds the defaults in <c>specs/settings.md</c> to those in the code: numbers, times and switches.</summary>
public partial class SettingDefaultsTests
{
    private static readonly Dictionary<string, object> s_sections = new()
    {
        ["Proxy"] = new ProxyOptions(),
        ["Backend"] = new BackendOptions(),
        ["Trace"] = new TraceOptions(),
        ["Admin"] = new AdminOptions(),
        ["Log"] = new LogOptions(),
        ["Engine"] = new EngineOptions(),
    };

    [Fact]
    public void The_page_tells_the_default_of_each_number_time_and_switch()
    {
        int compared = 0;
        foreach (string[] row in MarkdownTable.AllRows(MarkdownTable.LinesOf("specs/settings.md")))
        {
            string[] names = [.. SettingsPageTests.Names(row[0])], defaults = row[2].Split(", ");
            for (int i = 0; i < names.Length; i++)
            {
                if (DefaultOf(names[i]) is not { } value)
                {
                    continue;
                }

                string told = defaults.Length == names.Length ? defaults[i] : defaults[0];
                if (value is 0 && !told.Any(char.IsDigit))
                {
                    continue; // 0 has it found out at the start
                }

                Assert.True(Equals(value, Parse(told, value.GetType())), $"{names[i]} is {value} by default; the page says {told}");
                compared++;
            }
        }

        Assert.True(compared > 35, $"{compared} defaults were compared");
    }

    /// <summary>What a setting is when nobody sets it; null for texts, lists, words, and what is found out at the start.</summary>
    private static object? DefaultOf(string setting)
    {
        string[] path = setting.Split(':');
        object? value = s_sections[path[0]];
        foreach (string name in path.Skip(1))
        {
            if (value?.GetType().GetProperty(name) is not { } property)
            {
                return null;
            }

            value = property.GetValue(value);
        }

        return value is int or long or bool or TimeSpan ? value : null;
    }

    private static object? Parse(string text, Type type)
    {
        if (type == typeof(bool))
        {
            return text.Trim('`') is "true" or "on";
        }

        if (Number().Match(text) is not { Success: true } match)
        {
            return null;
        }

        long number = long.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
        return (match.Groups[2].Value, type == typeof(TimeSpan)) switch
        {
            ("s", true) => TimeSpan.FromSeconds(number),
            ("min", true) => TimeSpan.FromMinutes(number),
            ("KiB", false) => Convert.ChangeType(number << 10, type, CultureInfo.InvariantCulture),
            ("MiB", false) => Convert.ChangeType(number << 20, type, CultureInfo.InvariantCulture),
            ("", false) => Convert.ChangeType(number, type, CultureInfo.InvariantCulture),
            _ => null,
        };
    }

    [GeneratedRegex(@"^(\d+)(?: (s|min|KiB|MiB))?$")]
    private static partial Regex Number();
}
