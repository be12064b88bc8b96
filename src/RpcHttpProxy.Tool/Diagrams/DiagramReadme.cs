using System.Text;

namespace RpcHttpProxy.Tool.Diagrams;

/// <summary>The README of the folder: how to read the pictures, a line a machine, and the pictures.</summary>
internal static class DiagramReadme
{
    private const string Head = """
        # State diagrams

        Made out of the machines as they run by `rpchttp diagrams state-diagrams`, and never edited by hand:
        `rpchttp diagrams --check state-diagrams` tells which are stale. The figures are those of [MS-RPCH]; the last machine is the engine's own.

        A solid box is a state with the actions of its entry, by trigger where they are for one trigger only. The dashed box holds the
        states with ways out in common: its arrow leads out of every state inside. A note names what a state accepts and ignores. *(stays)*
        runs its action within the state, *(again)* leaves the state and enters it once more, and a guard stands in [brackets]. `Live` is
        ours, not the specification's: what no arrow of a state in it takes is a protocol error, and leads to the end.

        | machine | figure | what it does | table and code | sources |
        |---|---|---|---|---|

        """;

    /// <summary>The Markdown text, lines ended by '\n'.</summary>
    public static string Render(IReadOnlyList<(string Name, string Figure, string Summary)> machines)
    {
        StringBuilder markdown = new(Head.ReplaceLineEndings("\n"));
        foreach (var (name, figure, summary) in machines)
        {
            markdown.Append($"| [{name}](#{Anchor(name)}) | {Cell(figure)} | {Cell(summary)} | [{name}.md](../specs/machines/{name}.md) | [DOT]({name}.dot), [Mermaid]({name}.mmd), [SVG]({name}.svg) |\n");
        }

        foreach (var (name, figure, summary) in machines)
        {
            markdown.Append($"\n## {name}\n\n{figure}. {summary} [Its table, and its code](../specs/machines/{name}.md).\n\n![{name}]({name}.svg)\n");
        }

        return markdown.ToString();
    }

    // As code hosts make the anchor of a heading that is one word.
    private static string Anchor(string name) => string.Concat(name.Select(char.ToLowerInvariant));

    private static string Cell(string text) => text.Replace("|", "\\|");
}
