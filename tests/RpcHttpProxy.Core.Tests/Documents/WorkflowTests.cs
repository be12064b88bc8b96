using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>What CI runs is what was read: actions are pinned by commit, which a tag is not.</summary>
public partial class WorkflowTests
{
    [Fact]
    public void Every_action_is_pinned_by_its_commit_with_the_tag_beside_it()
    {
        string[] uses =
        [
            .. Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, ".github", "workflows"), "*.yml")
                .SelectMany(File.ReadLines).Where(line => line.Contains("uses:", StringComparison.Ordinal)),
        ];

        Assert.NotEmpty(uses);
        Assert.All(uses, line => Assert.Matches(Pinned(), line));
    }

    [GeneratedRegex(@"^\s*(- )?uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")]
    private static partial Regex Pinned();
}
