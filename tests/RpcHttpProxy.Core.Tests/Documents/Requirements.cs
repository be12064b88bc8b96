using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>One section of the specification, with how often it says MUST or MUST NOT.</summary>
internal sealed record RequiredSection(string Number, int Count, string Title)
{
    /// <summary>Its requirements; a section that has none is one as a whole.</summary>
    public IEnumerable<string> Ids => Count == 0 ? [Number] : Enumerable.Range(1, Count).Select(ordinal => $"{Number}/{ordinal}");
}

/// <summary><c>specs/requirements.txt</c>: the requirements there are, and those that no test can prove.</summary>
internal sealed partial record Requirements(RequiredSection[] Sections, IReadOnlyDictionary<string, string> NotTested)
{
    public const string Path = "specs/requirements.txt";

    public static Requirements Read()
    {
        string[] lines = [.. MarkdownTable.LinesOf(Path).Where(line => line.Length > 0 && !line.StartsWith('#'))];
        return new Requirements(
            [.. lines.Where(line => !line.StartsWith('!')).Select(line => line.Split(' ', 3)).Select(parts => new RequiredSection(parts[0], int.Parse(parts[1]), parts[2]))],
            lines.Where(line => line.StartsWith('!')).SelectMany(NotTestedIn).ToDictionary());
    }

    private static IEnumerable<KeyValuePair<string, string>> NotTestedIn(string line)
    {
        Match match = Exception().Match(line);
        Assert.True(match.Success, line);
        int first = int.Parse(match.Groups[2].Value), last = match.Groups[3].Success ? int.Parse(match.Groups[3].Value) : first;
        return Enumerable.Range(first, last - first + 1).Select(ordinal => KeyValuePair.Create($"{match.Groups[1].Value}/{ordinal}", match.Groups[4].Value));
    }

    [GeneratedRegex(@"^!([\d.]+)/(\d+)(?:-(\d+))? (.+)$")]
    private static partial Regex Exception();
}
