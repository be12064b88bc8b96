using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>Holds <c>specs/glossary.md</c>: each word stands there once, and the sections that words come from are sections of [MS-RPCH].</summary>
public partial class GlossaryTests
{
    private static readonly string[][] _rows = [.. MarkdownTable.AllRows(MarkdownTable.LinesOf("specs/glossary.md"))];

    [Fact]
    public void Each_word_stands_there_once_with_a_meaning_and_an_origin()
    {
        Assert.True(_rows.Length > 60);
        Assert.All(_rows, row => Assert.True(row.Length == 3 && row.All(cell => cell.Length > 0), string.Join(" | ", row)));

        string[] words = [.. _rows.SelectMany(row => row[0].Split(", "))];
        Assert.Equal(words.Distinct(StringComparer.OrdinalIgnoreCase), words);
    }

    [Fact]
    public void Each_section_that_a_word_comes_from_is_one_that_is_traced_or_above_one()
    {
        string[] traced = [.. MarkdownTable.AllRows(MarkdownTable.LinesOf("specs/traceability.md")).SelectMany(row => row[0].Split('–'))];
        foreach (string[] row in _rows)
        {
            // A number behind RFC, [C706] or another document's name is a section of that one.
            if (row[2].StartsWith("RFC", StringComparison.Ordinal) || row[2].StartsWith('[') || row[2].StartsWith("ITU", StringComparison.Ordinal))
            {
                continue;
            }

            Assert.All(Section().Matches(row[2]), match => Assert.Contains(traced, section => section == match.Value || section.StartsWith(match.Value + ".", StringComparison.Ordinal)));
        }
    }

    [GeneratedRegex(@"\b[23](\.\d+){2,}")]
    private static partial Regex Section();
}
