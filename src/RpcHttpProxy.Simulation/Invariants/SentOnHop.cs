using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Invariants;

/// <summary>What was sent on one hop of one channel, and what its receiver has told.</summary>
/// <param name="window">The window that the receiver announced.</param>
/// <param name="start">RPC bytes that went over this hop on earlier channels of the same connection.</param>
internal sealed class SentOnHop(long window, long start)
{
    private readonly Dictionary<long, long> _offsets = new() { [0] = 0 };
    private readonly Dictionary<Wire, (long Received, long Limit)> _told = [];

    /// <summary>The receiver's window.</summary>
    public long Window { get; } = window;

    /// <summary>RPC bytes sent before on the same hop.</summary>
    public long Start { get; } = start;

    /// <summary>RPC bytes sent.</summary>
    public long Sent { get; private set; }

    /// <summary>RPC bytes that may be sent in all, by the acknowledgments there were.</summary>
    public long Limit { get; private set; } = window;

    /// <summary>
    /// An RPC PDU goes, which ends at <paramref name="offset"/> in all that was written there. False when it may not: it neither fits what is
    /// free nor finds half of the window free, which is when a receiver says nothing more (appendix note 27).
    /// </summary>
    public bool TrySend(int length, long offset)
    {
        bool mayGo = Sent + length <= Limit || Sent + Window / 2 <= Limit;
        Sent += length;
        _offsets[Sent] = offset;
        return mayGo;
    }

    /// <summary>Where an RPC PDU ended up to which so many bytes of RPC PDUs went; null when none did.</summary>
    public long? OffsetOf(long rpcBytes) => _offsets.TryGetValue(rpcBytes, out long offset) ? offset : null;

    /// <summary>
    /// An acknowledgment goes. False when it takes back what one before it on the same wire has told; while an IN channel is recycled
    /// acknowledgments go on two, and may overtake each other.
    /// </summary>
    public bool TryAcknowledge(Wire by, long received, long available)
    {
        (long Received, long Limit) before = _told.GetValueOrDefault(by);
        _told[by] = (received, received + available);
        Limit = Math.Max(Limit, received + available);
        return received >= before.Received && received + available >= before.Limit;
    }
}
