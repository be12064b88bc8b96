namespace RpcHttpProxy.Differential.Tests.Comparison;

/// <summary>Everything that was seen of one case with one build, as lines, each of which says where it was seen.</summary>
internal sealed record Observation(IReadOnlyList<string> Lines)
{
    public bool Equals(Observation? other) => other is not null && Lines.SequenceEqual(other.Lines);

    public override int GetHashCode() => string.Join('\n', Lines).GetHashCode(StringComparison.Ordinal);

    /// <summary>The lines that only one has, in order, with a minus before the baseline's and a plus before ours.</summary>
    public static IReadOnlyList<string> Difference(Observation baseline, Observation ours)
    {
        string[] a = [.. baseline.Lines], b = [.. ours.Lines];
        int[,] common = new int[a.Length + 1, b.Length + 1];     // of what is left from there on, the longest common sequence
        for (int i = a.Length - 1; i >= 0; i--)
        {
            for (int j = b.Length - 1; j >= 0; j--)
            {
                common[i, j] = a[i] == b[j] ? common[i + 1, j + 1] + 1 : Math.Max(common[i + 1, j], common[i, j + 1]);
            }
        }

        var lines = new List<string>();
        for (int i = 0, j = 0; i < a.Length || j < b.Length;)
        {
            if (i < a.Length && j < b.Length && a[i] == b[j])
            {
                (i, j) = (i + 1, j + 1);
            }
            else if (j == b.Length || (i < a.Length && common[i + 1, j] >= common[i, j + 1]))
            {
                lines.Add("- " + a[i++]);
            }
            else
            {
                lines.Add("+ " + b[j++]);
            }
        }

        return lines;
    }
}
