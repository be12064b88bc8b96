namespace RpcHttpProxy.Hosting.Descriptors;

/// <summary>
/// How the descriptors that a process may have are shared out. None may be missing: the runtime ends the process when it can't start a thread
/// for want of the two descriptors that this takes.
/// </summary>
/// <param name="Limit">How many there may be.</param>
/// <param name="Held">How many the process holds before the first connection.</param>
/// <param name="Reserve">How many it must be able to open besides connections.</param>
internal sealed record DescriptorBudget(long Limit, int Held, int Reserve)
{
    /* Ours: a process that has room for fewer virtual connections doesn't start. */
    private const int FewestConnections = 16;

    /// <summary>How many virtual connections fit, at that cost each.</summary>
    public int Connections(ConnectionCost cost) => (int)Math.Clamp((Limit - Held - Reserve) / cost.Total, 0, int.MaxValue / cost.Total);

    /// <summary>The least limit with which a process starts.</summary>
    public int Needed(ConnectionCost cost) => Held + Reserve + (FewestConnections * cost.Total);

    /// <summary>Throws an <see cref="IOException"/> that says what is needed, if this isn't enough.</summary>
    public void ThrowIfTooSmall(ConnectionCost cost)
    {
        if (Limit < Needed(cost))
        {
            throw new IOException(
                $"at most {Limit} descriptors may be open, and {Needed(cost)} are needed: {Held} that this process holds, {Reserve} in reserve, and "
                + $"{cost.Total} for each of {FewestConnections} virtual connections; raise the limit with ulimit -n {Needed(cost)} or more, or LimitNOFILE=");
        }
    }

    /// <summary>What the process may open and holds now, and that reserve; null where the system doesn't tell.</summary>
    public static DescriptorBudget? Measure(int reserve) =>
        DescriptorLimit.Current is { } limit && DescriptorLimit.Open is { } held ? new DescriptorBudget(limit, held, reserve) : null;
}
