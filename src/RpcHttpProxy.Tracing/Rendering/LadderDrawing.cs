namespace RpcHttpProxy.Tracing;

/// <summary>Puts steps on paper: boxes, lifelines, arrows and notes, as characters at columns.</summary>
internal sealed class LadderDrawing(LadderLayout layout, bool ascii, TextWriter output)
{
    private const string ContinuationIndent = "  ";

    private readonly LadderGlyphs _glyphs = LadderGlyphs.For(ascii);
    private readonly char[] _line = new char[layout.Width];

    /// <summary>The heads of the columns, two lines of text each, as in the figures.</summary>
    public void Boxes(IReadOnlyList<TraceParty> parties)
    {
        (string Upper, string Lower)[] heads = [.. parties.Select(party => (Printable(TimelineText.Title(party.Role)), Printable(TimelineText.NodeName(party))))];
        (int Left, int Width)[] boxes = [.. heads.Select((head, i) =>
        {
            int width = Math.Min(layout.WidestBox, Math.Max(head.Upper.Length, head.Lower.Length) + 4);
            return (layout.BoxLeft(i, width), width);
        })];

        Line(i => Edge(boxes[i], _glyphs.TopLeft, _glyphs.TopRight));
        Line(i => Inside(boxes[i], heads[i].Upper));
        Line(i => Inside(boxes[i], heads[i].Lower));
        Line(i =>
        {
            Edge(boxes[i], _glyphs.BottomLeft, _glyphs.BottomRight);
            _line[layout.Lifelines[i]] = _glyphs.Tee;
        });

        void Line(Action<int> draw)
        {
            Array.Fill(_line, ' ');
            for (int i = 0; i < boxes.Length; i++)
            {
                draw(i);
            }

            Flush();
        }
    }

    /// <summary>One step; <paramref name="lives"/> says which lifelines are still drawn.</summary>
    public void Step(TimelineStep step, Func<int, bool> lives)
    {
        Start(lives);
        string time = TimelineText.Milliseconds(step.Elapsed);
        Put(layout.TimeWidth - time.Length, time);
        switch (step)
        {
            case TimelineStep.Arrow arrow:
                Arrow(arrow, lives);
                break;
            case TimelineStep.Note note:
                Note(note, lives);
                break;
        }

        Flush();
    }

    /// <summary>Lifelines only.</summary>
    public void Rest(Func<int, bool> lives)
    {
        Start(lives);
        Flush();
    }

    private void Arrow(TimelineStep.Arrow arrow, Func<int, bool> lives)
    {
        bool right = arrow.To > arrow.From;
        int from = layout.Lifelines[arrow.From];
        int to = layout.Lifelines[arrow.To];
        (int left, int rightmost) = right ? (from + 1, to - 2) : (to + 2, from - 1);

        Array.Fill(_line, arrow.HalfKnown ? _glyphs.HalfKnownLine : _glyphs.Line, left, rightmost - left + 1);
        for (int i = Math.Min(arrow.From, arrow.To) + 1; i < Math.Max(arrow.From, arrow.To); i++)
        {
            if (lives(i))
            {
                _line[layout.Lifelines[i]] = _glyphs.Crossing;
            }
        }

        _line[from] = right ? _glyphs.StartRight : _glyphs.StartLeft;
        _line[right ? to - 1 : to + 1] = right ? _glyphs.HeadRight : _glyphs.HeadLeft;

        // The label stands in the gap beside the sender, so that the lifelines crossed stay whole; a long one runs on.
        string label = $" {Printable(arrow.Label)} ";
        int room = layout.Gap - 4;
        if (label.Length > room)
        {
            label = Shorten(label.TrimEnd(), rightmost - left - 1) + " ";
            Put(right ? left + 1 : rightmost - label.Length, label);
            return;
        }

        int middle = (from + layout.Lifelines[right ? arrow.From + 1 : arrow.From - 1]) / 2;
        Put(middle - label.Length / 2, label);
    }

    /// <summary>Right of the lifeline; left of the last one, where there is more room.</summary>
    private void Note(TimelineStep.Note note, Func<int, bool> lives)
    {
        int lifeline = layout.Lifelines[note.At];
        _line[lifeline] = _glyphs.MarkOf(note.Kind);

        string[] texts = [.. Wrap(Printable(note.Text))];
        for (int i = 0; i < texts.Length; i++)
        {
            if (i > 0)
            {
                Flush();
                Start(lives);
            }

            Put(layout.IsLast(note.At) ? lifeline - 1 - texts[i].Length : lifeline + 2, texts[i]);
        }
    }

    /// <summary>Breaks between words, but keeps an arrow with its goal: "→ B3W".</summary>
    private IEnumerable<string> Wrap(string text)
    {
        string line = "";
        foreach (string word in text.Replace("→ ", "→\u00a0", StringComparison.Ordinal).Replace("-> ", "->\u00a0", StringComparison.Ordinal).Split(' '))
        {
            string unit = word.Replace('\u00a0', ' ');
            if (line.Length > 0 && line.Length + 1 + unit.Length > layout.NoteWidth)
            {
                yield return line;
                line = ContinuationIndent + unit;
            }
            else
            {
                line = line.Length == 0 ? unit : $"{line} {unit}";
            }

            line = Shorten(line, layout.NoteWidth);
        }

        yield return line;
    }

    private void Edge((int Left, int Width) box, char left, char right)
    {
        Array.Fill(_line, _glyphs.Line, box.Left, box.Width);
        _line[box.Left] = left;
        _line[box.Left + box.Width - 1] = right;
    }

    private void Inside((int Left, int Width) box, string text)
    {
        string shown = Shorten(text, box.Width - 4);
        _line[box.Left] = _glyphs.Lifeline;
        _line[box.Left + box.Width - 1] = _glyphs.Lifeline;
        Put(box.Left + (box.Width - shown.Length) / 2, shown);
    }

    private string Shorten(string text, int room) => text.Length <= room ? text : text[..(room - 1)] + _glyphs.More;

    private string Printable(string text) => TimelineText.Printable(text, ascii);

    private void Start(Func<int, bool> lives)
    {
        Array.Fill(_line, ' ');
        for (int i = 0; i < layout.Lifelines.Count; i++)
        {
            if (lives(i))
            {
                _line[layout.Lifelines[i]] = _glyphs.Lifeline;
            }
        }
    }

    private void Put(int column, string text) => text.CopyTo(_line.AsSpan(column));

    private void Flush() => output.WriteLine(new string(_line).TrimEnd());
}
