namespace RpcHttpProxy.Differential.Tests.Comparison;

/// <summary>
/// A line that ours has more, on each leg and in each case, wherever the baseline has a certain line: a section of <c>differences.md</c> with a
/// block of <c>everywhere</c>. It becomes part of what is expected, so that its absence is a difference, too.
/// </summary>
/// <param name="Behind">The baseline's line, without its leg.</param>
/// <param name="Line">What follows it on the same leg.</param>
internal sealed record AddedLine(string Behind, string Line)
{
    private const string LegEnd = ": ";

    /// <summary>What ours should do where the baseline did this.</summary>
    public Observation In(Observation baseline)
    {
        var lines = new List<string>();
        foreach (string line in baseline.Lines)
        {
            lines.Add(line);
            int leg = line.IndexOf(LegEnd, StringComparison.Ordinal) + LegEnd.Length;
            if (leg >= LegEnd.Length && line[leg..] == Behind)
            {
                lines.Add(line[..leg] + Line);
            }
        }

        return new Observation(lines);
    }

    /// <summary>The block's two lines: a line of both builds, indented as a diff has it, and one of ours.</summary>
    public static AddedLine Parse(string title, IReadOnlyList<string> block) =>
        block is [[' ', ' ', ..] behind, ['+', ' ', ..] added]
            ? new AddedLine(behind[2..], added[2..])
            : throw new FormatException($"\"{title}\" in differences.md: a block of everywhere is a line of both builds and one of ours.");
}
