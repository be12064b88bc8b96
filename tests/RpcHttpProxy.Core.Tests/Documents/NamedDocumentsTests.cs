using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>Nothing here speaks of a document that isn't here: whoever has the repository has all of it.</summary>
public partial class NamedDocumentsTests
{
    private static readonly string[] s_kinds = [".md", ".cs", ".csproj", ".props", ".yml", ".sh", ".py", ".json", ".txt"];

    /* Build results, restored packages, what a run leaves, and git's own. */
    private static readonly string[] s_elsewhere = ["bin", "obj", "artifacts", "coverage", "publish", ".git", "TestResults"];

    private static readonly string[] s_files = [.. Below(RepositoryRoot.Path)];

    [Fact]
    public void A_document_that_is_named_is_in_the_repository()
    {
        HashSet<string> documents = [.. s_files.Select(file => Path.GetFileName(file)).Where(name => name.EndsWith(".md", StringComparison.Ordinal)), "Lamp.md"]; // a test makes that
        Assert.True(documents.Count > 30);

        Assert.Empty(
            from file in s_files
            where s_kinds.Contains(Path.GetExtension(file))
            from name in Document().Matches(File.ReadAllText(file)).Select(match => match.Value)
            where !documents.Contains(name)
            select $"{Path.GetRelativePath(RepositoryRoot.Path, file)}: {name}");
    }

    [Theory]
    [InlineData("see [it](../pages/tracing.md#x)", "tracing.md")]
    [InlineData("/// <c>specs/hostile.md</c>", "hostile.md")]
    public void The_inspection_finds_a_name_whatever_stands_around_it(string text, string name) => Assert.Equal(name, Document().Match(text).Value);

    private static IEnumerable<string> Below(string folder) => Directory.EnumerateFiles(folder)
        .Concat(Directory.EnumerateDirectories(folder).Where(inner => !s_elsewhere.Contains(Path.GetFileName(inner))).SelectMany(Below));

    [GeneratedRegex(@"[\w-]+\.md\b")]
    private static partial Regex Document();
}
