namespace RpcHttpProxy.Tool.Bench;

/// <summary>One figure in all rounds.</summary>
/// <param name="Name">As in <see cref="Figure"/>.</param>
/// <param name="Unit">As in <see cref="Figure"/>.</param>
/// <param name="Ours">By round.</param>
/// <param name="Peer">By round; empty when there was no peer.</param>
internal sealed record Series(string Name, string Unit, IReadOnlyList<double> Ours, IReadOnlyList<double> Peer)
{
    /// <summary>Ours by the peer's, pair by pair.</summary>
    public IReadOnlyList<double> Ratios => [.. Ours.Zip(Peer, (ours, peer) => peer == 0 ? double.NaN : ours / peer)];

    /// <summary>The middle one; of an even number, the mean of both.</summary>
    public static double Median(IReadOnlyList<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length == 0 ? double.NaN : sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
