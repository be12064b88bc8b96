using RpcHttpProxy.Core;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>What a role counts. Each count is one interlocked addition; nothing is counted per RPC PDU.</summary>
internal sealed class RoleCounters
{
    private readonly long[] _ended = new long[Enum.GetValues<CloseReason>().Length];
    private readonly long[] _refused = new long[Enum.GetValues<CloseReason>().Length];
    private readonly long[] _recycled = new long[Enum.GetValues<RecyclingSequence>().Length];
    private long _opened;
    private long _echoes;

    public long Opened => Interlocked.Read(ref _opened);

    public long Echoes => Interlocked.Read(ref _echoes);

    public IReadOnlyDictionary<CloseReason, long> Ended => NonZero(_ended);

    public IReadOnlyDictionary<CloseReason, long> Refused => NonZero(_refused);

    /// <summary>All four, zeros included: a sequence that never happened is worth seeing.</summary>
    public IReadOnlyDictionary<RecyclingSequence, long> Recycled => Enum.GetValues<RecyclingSequence>()
        .ToDictionary(sequence => sequence, sequence => Interlocked.Read(ref _recycled[(int)sequence]));

    public void CountRecycled(RecyclingSequence sequence) => Interlocked.Increment(ref _recycled[(int)sequence]);

    public void CountOpened() => Interlocked.Increment(ref _opened);

    public void CountEcho() => Interlocked.Increment(ref _echoes);

    public void CountEnded(CloseReason reason) => Interlocked.Increment(ref _ended[(int)reason]);

    public void CountRefused(CloseReason reason) => Interlocked.Increment(ref _refused[(int)reason]);

    private static Dictionary<CloseReason, long> NonZero(long[] counts) => Enum.GetValues<CloseReason>()
        .Select(reason => KeyValuePair.Create(reason, Interlocked.Read(ref counts[(int)reason])))
        .Where(count => count.Value != 0)
        .ToDictionary();
}
