namespace RpcHttpProxy.Tracing;

/// <summary>The characters a ladder is drawn with.</summary>
internal sealed record LadderGlyphs
{
    private static readonly LadderGlyphs s_unicode = new();

    private static readonly LadderGlyphs s_ascii = new()
    {
        Lifeline = '|',
        Line = '-',
        HalfKnownLine = '.',
        Crossing = '+',
        HeadRight = '>',
        HeadLeft = '<',
        StartRight = '|',
        StartLeft = '|',
        Transition = '*',
        Remark = 'o',
        End = 'X',
        More = '~',
        TopLeft = '+',
        TopRight = '+',
        BottomLeft = '+',
        BottomRight = '+',
        Tee = '+',
    };

    public static LadderGlyphs For(bool ascii) => ascii ? s_ascii : s_unicode;

    public char Lifeline { get; private init; } = '│';
    public char Line { get; private init; } = '─';
    public char HalfKnownLine { get; private init; } = '╌';
    public char Crossing { get; private init; } = '┼';
    public char HeadRight { get; private init; } = '▶';
    public char HeadLeft { get; private init; } = '◀';
    public char StartRight { get; private init; } = '├';
    public char StartLeft { get; private init; } = '┤';
    public char Transition { get; private init; } = '●';
    public char Remark { get; private init; } = '○';
    public char End { get; private init; } = '╳';
    public char More { get; private init; } = '…';
    public char TopLeft { get; private init; } = '┌';
    public char TopRight { get; private init; } = '┐';
    public char BottomLeft { get; private init; } = '└';
    public char BottomRight { get; private init; } = '┘';
    public char Tee { get; private init; } = '┬';

    public char MarkOf(TraceEventKind kind) => kind switch
    {
        TraceEventKind.Transition => Transition,
        TraceEventKind.Closed => End,
        _ => Remark,
    };
}
