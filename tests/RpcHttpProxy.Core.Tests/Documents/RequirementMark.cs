using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>A comment that says which requirements the code or the test beside it meets: their ids in brackets, behind them our paraphrase.</summary>
/// <param name="File">Its path from the top of the repository.</param>
/// <param name="Place">The type, with the member where the comment stands above one.</param>
/// <param name="Ids">Section and ordinal, or a section alone; ranges are written out.</param>
/// <param name="Text">The paraphrase; empty where another mark has it, as in tests.</param>
/// <param name="IsBesideATest">Whether it stands above a test, or behind a row of a table whose rows are tested one by one.</param>
internal sealed partial record RequirementMark(string File, string Place, string[] Ids, string Text, bool IsBesideATest)
{
    /* GoldenVectorTests try each row of the one, EveryPduInEveryStateTests and BadInputTests each of the other. */
    private static readonly string[] s_tables = ["Golden.cs", "AcceptedPdus.cs"];

    public bool IsOfATest => !File.StartsWith("src/", StringComparison.Ordinal);

    /// <summary>All marks of sources, tests and the tables in <c>specs/machines</c>, which are what <c>MachineTableTests</c> tests.</summary>
    public static RequirementMark[] All() => [.. from path in Paths() from mark in In(path, System.IO.File.ReadAllLines(FullPathOf(path))) select mark];

    /// <summary>Lines that have something like a mark that isn't read as one: a blank too many, another kind of comment, no closing bracket.</summary>
    public static string[] Misspelt() =>
    [
        .. from path in Paths()
           from line in System.IO.File.ReadAllLines(FullPathOf(path))
           where LikeAMark().Count(line) != MarksIn(path, line).Count
           select $"{path}: {line.Trim()}",
    ];

    private static IEnumerable<string> Paths() =>
        from folder in new[] { "src", "tests", "specs/machines" }
        from path in Directory.EnumerateFiles(FullPathOf(folder), folder.StartsWith("specs", StringComparison.Ordinal) ? "*.md" : "*.cs", SearchOption.AllDirectories)
        let file = Path.GetRelativePath(RepositoryRoot.Path, path)
        where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/Documents/", StringComparison.Ordinal)
        orderby file
        select file;

    private static string FullPathOf(string path) => Path.Combine(RepositoryRoot.Path, path);

    private static bool IsTable(string file) => file.EndsWith(".md", StringComparison.Ordinal);

    private static MatchCollection MarksIn(string file, string line) => Mark().Matches(IsTable(file) ? line : Comment().Match(line).Value);

    private static IEnumerable<RequirementMark> In(string file, string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (Match match in MarksIn(file, lines[i]))
            {
                string text = IsTable(file) ? "" : match.Groups[2].Value.Trim();
                yield return new RequirementMark(
                    file, PlaceOf(file, lines, i), [.. match.Groups[1].Value.Split(", ").SelectMany(WrittenOut)], text, IsTable(file) || ProvesSomething(file, lines, i));
            }
        }
    }

    private static bool ProvesSomething(string file, string[] lines, int line) => lines[line].TrimStart().StartsWith("//", StringComparison.Ordinal)
        ? Test().IsMatch(lines.Skip(line).First(next => !CommentLine().IsMatch(next)))
        : s_tables.Contains(Path.GetFileName(file));

    private static IEnumerable<string> WrittenOut(string id)
    {
        Match match = Id().Match(id);
        Assert.True(match.Success, $"'{id}' is no id of a requirement");
        if (!match.Groups[2].Success)
        {
            return [id];
        }

        int first = int.Parse(match.Groups[2].Value), last = match.Groups[3].Success ? int.Parse(match.Groups[3].Value) : first;
        return Enumerable.Range(first, last - first + 1).Select(ordinal => $"{match.Groups[1].Value}/{ordinal}");
    }

    /// <summary>A type stands in the file of its name, or in several of them whose names go on behind a dot.</summary>
    private static string PlaceOf(string file, string[] lines, int line)
    {
        string type = Path.GetFileName(file).Split('.')[0];
        if (!lines[line].TrimStart().StartsWith("//", StringComparison.Ordinal))
        {
            return type;
        }

        string declaration = lines.Skip(line).First(next => !CommentOrAttribute().IsMatch(next));
        Match member = Member().Match(declaration);
        return TypeDeclaration().IsMatch(declaration) || !member.Success ? type : $"{type}.{member.Groups[1].Value}";
    }

    [GeneratedRegex(@"\[rpch ([^\]]*)\]([^\[|]*(?:\[MS-[A-Z]+\][^\[|]*)*)")]
    private static partial Regex Mark();

    [GeneratedRegex(@"(?<!\\)\[\s*rpch\b", RegexOptions.IgnoreCase)]
    private static partial Regex LikeAMark();

    [GeneratedRegex(@"^\s*\[(Fact|Theory|PeerFact|PeerTheory)\b|^public .*class \w+Tests\b")]
    private static partial Regex Test();

    [GeneratedRegex(@"^\s*//")]
    private static partial Regex CommentLine();

    [GeneratedRegex(@"^([23](?:\.\d+)*)(?:/(\d+)(?:-(\d+))?)?$")]
    private static partial Regex Id();

    [GeneratedRegex("//.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(@"^\s*(//|\[|$)")]
    private static partial Regex CommentOrAttribute();

    [GeneratedRegex(@"\b(class|record|struct|enum|interface) \w")]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected|static|sealed|override|virtual|abstract|async|partial|readonly|const|required) )+(?:\([^)]*\)\?? )?[^=({;]*?\b(\w+)(?:<\w+>)?\s*(?:[({=;]|$)")]
    private static partial Regex Member();
}
