using Xunit;

namespace RpcHttpProxy.TestKit;

/// <summary>A table of a Markdown document, read for a test.</summary>
public sealed record MarkdownTable(string[] Header, string[][] Rows)
{
    /// <summary>The text of a document, given by its path from the top of the repository.</summary>
    public static string[] LinesOf(string path) => File.ReadAllLines(Path.Combine(RepositoryRoot.Path, path));

    /// <summary>The first table below a heading.</summary>
    public static MarkdownTable Under(string heading, string[] lines)
    {
        string[] table =
        [
            .. lines.SkipWhile(line => line != heading).SkipWhile(line => !line.StartsWith('|')).TakeWhile(line => line.StartsWith('|')),
        ];
        Assert.True(table.Length > 2, $"no table below \"{heading}\"");
        return new MarkdownTable(Cells(table[0]), [.. table.Skip(2).Select(Cells)]);
    }

    /// <summary>Every row of every table, the headers left out.</summary>
    public static IEnumerable<string[]> AllRows(string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            bool isHeader = i + 1 < lines.Length && lines[i + 1].StartsWith("|-", StringComparison.Ordinal);
            if (lines[i].StartsWith('|') && !isHeader && !lines[i].StartsWith("|-", StringComparison.Ordinal))
            {
                yield return Cells(lines[i]);
            }
        }
    }

    private static string[] Cells(string line) => [.. line.Trim().Trim('|').Split('|').Select(cell => cell.Trim())];
}
