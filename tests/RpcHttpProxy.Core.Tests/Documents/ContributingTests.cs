using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>Holds the guide to the kinds of change in <c>.github/CONTRIBUTING.md</c>: every type, member and path it names exists.</summary>
public partial class ContributingTests
{
    private static readonly IReadOnlyDictionary<string, string> _types = Types();

    private static readonly string[] _names =
    [
        .. InBackticks().Matches(Guide()).Select(match => match.Groups[1].Value),
    ];

    [Fact]
    public void Each_kind_of_change_has_a_row_that_leads_to_its_section()
    {
        string[] sections = [.. Regex.Matches(Guide(), "^### (.+)$", RegexOptions.Multiline).Select(match => Anchor(match.Groups[1].Value))];
        string[] rows = [.. Regex.Matches(Guide(), @"^\| \[[^\]]+\]\(#([a-z-]+)\)", RegexOptions.Multiline).Select(match => match.Groups[1].Value)];

        Assert.True(sections.Length >= 10);
        Assert.Equal(sections, rows);

        static string Anchor(string title) => title.ToLowerInvariant().Replace(' ', '-');
    }

    [Fact]
    public void Every_type_and_member_it_names_exists()
    {
        string[] names = [.. _names.Where(name => Identifier().IsMatch(name))];
        Assert.True(names.Length > 60);
        Assert.All(names, name =>
        {
            string[] parts = name.Split('.');
            Assert.True(parts.Length == 1 || _types.ContainsKey(parts[0]), $"there is no type {parts[0]}");
            string where = parts.Length == 1 ? string.Concat(_types.Values.Distinct()) : _types[parts[0]];
            Assert.True(Regex.IsMatch(where, $@"\b{parts[^1]}\b"), $"there is no {name}");
        });
    }

    [Fact]
    public void Every_path_it_names_exists()
    {
        string[] paths = [.. _names.Where(name => name.Contains('/', StringComparison.Ordinal) && !name.StartsWith('/') && Path().IsMatch(name) && !name.Contains("NAME", StringComparison.Ordinal))];
        Assert.True(paths.Length > 5);
        Assert.All(paths, path => Assert.True(
            System.IO.Path.Exists(System.IO.Path.Combine(RepositoryRoot.Path, path))
            || Directory.EnumerateFiles(System.IO.Path.Combine(RepositoryRoot.Path, "src"), "*.cs", SearchOption.AllDirectories).Any(file => file.EndsWith("/" + path, StringComparison.Ordinal)),
            $"there is no {path}"));
    }

    private static string Guide()
    {
        string text = string.Join('\n', MarkdownTable.LinesOf(".github/CONTRIBUTING.md"));
        int begin = text.IndexOf("\n## How to make each kind of change", StringComparison.Ordinal);
        return text[begin..text.IndexOf("\n## ", begin + 1, StringComparison.Ordinal)];
    }

    private static Dictionary<string, string> Types()
    {
        var types = new Dictionary<string, string>(SourceTypes.Below("tests"), StringComparer.Ordinal);
        foreach ((string name, string text) in SourceTypes.Below("src"))
        {
            types[name] = text;
        }

        return types;
    }

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex InBackticks();

    [GeneratedRegex("^[A-Z][a-zA-Z]+([.][A-Z][A-Za-z]+)?$")]
    private static partial Regex Identifier();

    [GeneratedRegex("^[A-Za-z0-9_./-]+$")]
    private static partial Regex Path();
}
