using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>Holds what a reader sees first: the README is short, every link leads somewhere, and every <c>sh</c> block is one that CI runs.</summary>
public partial class FrontDoorTests
{
    /* Ours: what is longer isn't read. */
    private const int MaxReadmeLines = 149;

    public static TheoryData<string> Pages =>
    [
        .. new[] { ".", ".github", "specs", "src/RpcHttpProxy.Client", "state-diagrams", "tests/differential" }
            .Select(folder => Path.Combine(RepositoryRoot.Path, folder))
            .SelectMany(folder => Directory.EnumerateFiles(
                folder, "*.md", folder.EndsWith("specs", StringComparison.Ordinal) ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly))
            .Select(path => Path.GetRelativePath(RepositoryRoot.Path, path)),
    ];

    [Fact]
    public void The_README_is_shorter_than_150_lines() => Assert.InRange(MarkdownTable.LinesOf("README.md").Length, 1, MaxReadmeLines);

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_of_a_page_leads_to_a_file_and_a_heading_that_exist(string page)
    {
        string folder = Path.GetDirectoryName(Path.Combine(RepositoryRoot.Path, page))!;
        foreach (Match link in Link().Matches(WithoutCode(page)))
        {
            string[] parts = link.Groups[1].Value.Split('#');
            if (parts[0].Contains("://", StringComparison.Ordinal) || parts[0].StartsWith("mailto:", StringComparison.Ordinal))
            {
                continue;
            }

            string target = parts[0].Length == 0 ? Path.Combine(RepositoryRoot.Path, page) : Path.GetFullPath(Path.Combine(folder, parts[0]));
            Assert.True(Path.Exists(target), $"{page} links to {link.Groups[1].Value}: there is no such file");
            Assert.True(parts.Length == 1 || Anchors(target).Contains(parts[1]), $"{page} links to {link.Groups[1].Value}: there is no such heading");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Only_blocks_that_CI_runs_are_sh_blocks(string page)
    {
        string[] languages = [.. Fence().Matches(TextOf(page)).Where((_, i) => i % 2 == 0).Select(match => match.Groups[1].Value)];
        Assert.Empty(languages.Intersect(["bash", "shell", "console"]));
        if (!IsRunByCi(page))
        {
            Assert.DoesNotContain("sh", languages);
        }
    }

    private static bool IsRunByCi(string page) => page == "README.md" || page.StartsWith("specs/commands/", StringComparison.Ordinal);

    private static string TextOf(string page) => File.ReadAllText(Path.Combine(RepositoryRoot.Path, page));

    private static string WithoutCode(string page) => InlineCode().Replace(Block().Replace(TextOf(page), ""), "");

    /// <summary>The anchors that GitHub makes of a page's headings: lower case, blanks become hyphens, and other punctuation goes.</summary>
    private static HashSet<string> Anchors(string path) =>
    [
        .. Heading().Matches(File.ReadAllText(path)).Select(match => Punctuation().Replace(match.Groups[1].Value.ToLowerInvariant(), "").Replace(' ', '-')),
    ];

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^ *```([a-z]*)", RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^ *```.*?^ *```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex("`[^`\n]+`")]
    private static partial Regex InlineCode();

    [GeneratedRegex("^#+ (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex Punctuation();
}
