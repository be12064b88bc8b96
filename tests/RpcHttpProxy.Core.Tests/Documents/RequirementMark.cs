using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>A comment that says which requirements the code or the test beside it meets: their ids in brackets, behind them our paraphrase.</summary>
/// <param name="File">Its path from the top of the repository.</param>
/// <param name="Place">The type, with the member where the comment stands above one.</param>
/// <param name="Ids">Section and ordinal, or a section alone; ranges are written out.</param>
/// <param name="Text">The paraphrase; empty where another mark has it, as in tests.</param>
internal sealed partial record RequirementMark(string File, string Place, string[] Ids, string Text)
{
    public bool IsOfATest => !File.StartsWith("src/", StringComparison.Ordinal);

    /// <summary>All marks of sources, tests and the tables in <c>specs/machines</c>, which are what <c>MachineTableTests</c> tests.</summary>
    public static RequirementMark[] All() =>
    [
        .. from folder in new[] { "src", "tests", "specs/machines" }
           from path in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), folder.StartsWith("specs", StringComparison.Ordinal) ? "*.md" : "*.cs", SearchOption.AllDirectories)
           let file = Path.GetRelativePath(RepositoryRoot.Path, path)
           where !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/Documents/", StringComparison.Ordinal)
           orderby file
           from mark in In(file, System.IO.File.ReadAllLines(path))
           select mark,
    ];

    private static IEnumerable<RequirementMark> In(string file, string[] lines)
    {
        bool isTable = file.EndsWith(".md", StringComparison.Ordinal);
        for (int i = 0; i < lines.Length; i++)
        {
            foreach (Match match in Mark().Matches(isTable ? lines[i] : Comment().Match(lines[i]).Value))
            {
                string text = isTable ? "" : match.Groups[2].Value.Trim();
                yield return new RequirementMark(file, PlaceOf(file, lines, i), [.. match.Groups[1].Value.Split(", ").SelectMany(WrittenOut)], text);
            }
        }
    }

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
