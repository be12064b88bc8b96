namespace RpcHttpProxy.Tracing;

/// <summary>Where the time column and the lifelines stand.</summary>
internal sealed class LadderLayout
{
    private const int LeastGap = 18;    // "CONN/A1" with an arrow around it, "OUT channel req…" still to be guessed; below that the ladder grows wider
    private const int Overhang = 4;     // how far the outermost boxes reach beyond their lifelines

    public LadderLayout(int width, int timeWidth, int lifelines)
    {
        TimeWidth = timeWidth;
        int first = timeWidth + 2 + Overhang;
        Gap = Math.Max(LeastGap, (width - 1 - Overhang - first) / (lifelines - 1));
        Lifelines = [.. Enumerable.Range(0, lifelines).Select(i => first + i * Gap)];
        Width = Lifelines[^1] + Overhang + 1;
    }

    public int TimeWidth { get; }

    public int Gap { get; }

    public int Width { get; }

    /// <summary>Column of each lifeline, from 0.</summary>
    public IReadOnlyList<int> Lifelines { get; }

    /// <summary>Room for a note beside a lifeline: between the lifeline and its neighbor, one blank at each side.</summary>
    public int NoteWidth => Gap - 3;

    public bool IsLast(int lifeline) => lifeline == Lifelines.Count - 1;

    /// <summary>Leftmost column of a box of this width over a lifeline: centered, but within the picture.</summary>
    public int BoxLeft(int lifeline, int boxWidth)
    {
        int centered = Lifelines[lifeline] - boxWidth / 2;
        return Math.Clamp(centered, TimeWidth + 2, Math.Max(TimeWidth + 2, Width - boxWidth));
    }

    /// <summary>Boxes leave two blanks between neighbors even where one is pushed inward.</summary>
    public int WidestBox => Gap - 2;
}
