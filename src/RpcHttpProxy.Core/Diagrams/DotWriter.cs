using System.Net;
using System.Text;

namespace RpcHttpProxy.Core.Diagrams;

/// <summary>Writes one picture as DOT. How things look is here, what there is to see in <see cref="MachinePicture"/>.</summary>
internal sealed class DotWriter(MachinePicture picture)
{
    private const string Font = "fontname=\"Helvetica,Arial,sans-serif\"";
    private const string GraphStyle = "compound=true, nodesep=0.45, ranksep=0.45, pad=0.25, bgcolor=white, labelloc=t, fontsize=16, " + Font;
    private const string StateStyle =
        "shape=box, style=\"rounded,filled\", fillcolor=\"#eef4fb\", color=\"#2f5d8c\", fontcolor=\"#14283d\", fontsize=12, margin=\"0.12,0.06\", " + Font;
    private const string ArrowStyle = "color=\"#4a5866\", fontcolor=\"#14283d\", fontsize=10, arrowsize=0.7, " + Font;
    private const string BorderStyle = "labeljust=l; style=\"rounded,dashed\"; color=\"#8a99a8\"; fontcolor=\"#4a5866\"; fontsize=12";
    private const string StartStyle = "shape=circle, style=filled, label=\"\", width=0.16, fillcolor=\"#14283d\", color=\"#14283d\"";
    private const string EndStyle = "shape=doublecircle, style=filled, label=\"\", width=0.12, fillcolor=\"#14283d\", color=\"#14283d\"";
    private const string NoteStyle = "shape=note, style=filled, fillcolor=\"#fff8dc\", color=\"#b8a76a\", fontsize=10";
    private const string NoteLineStyle = "style=dashed, color=\"#b8a76a\", arrowhead=none";

    // Descriptions break at a blank after this many characters, or a box outgrows the page.
    private const int LineLength = 40;

    private readonly StringBuilder _dot = new();

    public string Write(string title)
    {
        Line(0, "digraph {");
        Line(1, $"graph [{GraphStyle}]");
        Line(1, $"node [{StateStyle}]");
        Line(1, $"edge [{ArrowStyle}]");
        Line(1, $"label={Quoted(title)}");
        foreach (PictureState state in picture.Outermost)
        {
            WriteState(1, state);
        }

        if (picture.Initial is { } initial)
        {
            Line(1, $"\"(start)\" [{StartStyle}]");
            Line(1, $"\"(start)\" -> {Node(initial)}");
        }

        foreach (PictureArrow arrow in picture.Arrows)
        {
            WriteArrow(arrow);
        }

        Line(0, "}");
        return _dot.ToString();
    }

    private void WriteState(int depth, PictureState state)
    {
        if (state.IsBorder)
        {
            WriteBorder(depth, state);
            return;
        }

        Line(depth, $"{Node(state)} [label={Box(state)}]");
        if (state.Ignored.Count > 0)
        {
            string note = Quoted($"{state.Name} (ignores)");
            string text = string.Concat(state.Ignored.Prepend("ignores").SelectMany(Wrapped).Select(line => $"{InString(line)}\\l"));
            Line(depth, $"{note} [{NoteStyle}, label=\"{text}\"]");
            Line(depth, $"{{ rank=same; {Node(state)} -> {note} [{NoteLineStyle}] }}");
        }

        if (state.IsFinal)
        {
            string end = Quoted($"{state.Name} (end)");
            Line(depth, $"{end} [{EndStyle}]");
            Line(depth, $"{Node(state)} -> {end}");
        }
    }

    private void WriteBorder(int depth, PictureState state)
    {
        Line(depth, $"subgraph {Cluster(state)} {{");
        Line(depth + 1, $"label={Box(state)}; {BorderStyle}");
        foreach (PictureState inside in state.Inside)
        {
            WriteState(depth + 1, inside);
        }

        // An arrow of the border needs a node to hang on; it lies below all that is inside, and the arrow is clipped at the border.
        Line(depth + 1, $"{Node(state)} [shape=point, style=invis, width=0.01]");
        foreach (PictureState inside in state.Inside)
        {
            Line(depth + 1, $"{Node(inside)} -> {Node(state)} [style=invis, weight=0]");
        }

        Line(depth, "}");
    }

    private void WriteArrow(PictureArrow arrow)
    {
        // The blanks keep the text off the line.
        string text = string.Concat(arrow.Labels.SelectMany(Wrapped).Select(line => $" {InString(line)} \\n"));
        string leaving = arrow.From.IsBorder ? $", ltail={Cluster(arrow.From)}" : "";
        Line(1, $"{Node(arrow.From)} -> {Node(arrow.To)} [label=\"{text}\"{leaving}]");
    }

    private static string Box(PictureState state)
    {
        string name = $"<B>{Escaped(state.Name)}</B>";
        if (state.Lines.Count == 0)
        {
            return $"<{name}>";
        }

        string lines = string.Concat(state.Lines.SelectMany(Wrapped).Select(line => $"{Escaped(line)}<BR ALIGN=\"LEFT\"/>"));
        return $"<<TABLE BORDER=\"0\" CELLSPACING=\"0\" CELLPADDING=\"2\"><TR><TD>{name}</TD></TR>" +
            $"<TR><TD BALIGN=\"LEFT\"><FONT POINT-SIZE=\"10\">{lines}</FONT></TD></TR></TABLE>>";
    }

    // Continuation lines are indented, so that one sees where the next one begins.
    private static IEnumerable<string> Wrapped(string text)
    {
        string line = "";
        foreach (string word in text.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > LineLength)
            {
                yield return line;
                line = "   ";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        yield return line;
    }

    private void Line(int depth, string text) => _dot.Append(' ', 4 * depth).Append(text).Append('\n');

    private static string Node(PictureState state) => Quoted(state.IsBorder ? $"{state.Name} (border)" : state.Name);

    private static string Cluster(PictureState border) => Quoted($"cluster_{border.Name}");

    private static string Quoted(string text) => $"\"{InString(text)}\"";

    private static string InString(string text) => text.Replace("\\", "\\\\").Replace("\"", "\\\"");

    private static string Escaped(string text) => WebUtility.HtmlEncode(text);
}
