using System.Globalization;
using System.Text;
using Stateless.Reflection;

namespace RpcHttpProxy.Core.Diagrams;

/// <summary>A machine as a Mermaid state diagram, which code hosts draw in Markdown. One machine gives one text, byte for byte.</summary>
public static class MermaidDiagram
{
    /// <summary>The Mermaid text, lines ended by '\n'.</summary>
    /// <param name="title">Stands above the picture.</param>
    /// <param name="machine">The machine's reflection; nothing else is read.</param>
    public static string Render(string title, StateMachineInfo machine)
    {
        MachinePicture picture = MachinePicture.Of(machine);
        StringBuilder mermaid = new();
        mermaid.Append($"---\ntitle: \"{title.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"\n---\n");
        mermaid.Append("stateDiagram-v2\n");
        foreach (PictureState state in picture.Outermost)
        {
            AppendState(mermaid, state, "    ");
        }

        mermaid.Append('\n');
        if (picture.Initial is { } initial)
        {
            mermaid.Append($"    [*] --> {Id(initial)}\n");
        }

        foreach (PictureArrow arrow in picture.Arrows)
        {
            mermaid.Append($"    {Id(arrow.From)} --> {Id(arrow.To)} : {string.Join("<br/>", arrow.Labels.Select(Escaped))}\n");
        }

        foreach (PictureState state in picture.Finals)
        {
            mermaid.Append($"    {Id(state)} --> [*]\n");
        }

        return mermaid.ToString();
    }

    private static void AppendState(StringBuilder mermaid, PictureState state, string indent)
    {
        string label = string.Join("<br/>", state.Lines.Prepend(state.Name).Select(Escaped));
        if (!state.IsBorder)
        {
            mermaid.Append($"{indent}state \"{label}\" as {Id(state)}\n");
            if (state.Ignored.Count > 0)
            {
                mermaid.Append($"{indent}note right of {Id(state)} : {string.Join("<br/>", state.Ignored.Prepend("ignores").Select(Escaped))}\n");
            }

            return;
        }

        mermaid.Append($"{indent}state \"{label}\" as {Id(state)} {{\n");
        foreach (PictureState inside in state.Inside)
        {
            AppendState(mermaid, inside, indent + "    ");
        }

        mermaid.Append($"{indent}}}\n");
    }

    private static string Id(PictureState state) =>
        string.Concat(state.Name.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' ? c : '_'));

    // Mermaid ends a statement at some of these and reads others as markup; as numeric entities they are only text.
    private static string Escaped(string text)
    {
        StringBuilder escaped = new();
        foreach (char c in text)
        {
            if (char.IsLetterOrDigit(c) || " _-/.,'()[]=+".Contains(c, StringComparison.Ordinal))
            {
                escaped.Append(c);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"#{(int)c};");
            }
        }

        return escaped.ToString();
    }
}
