namespace RpcHttpProxy.Engine.Links;

/// <summary>
/// The bytes that wait in this process, of all roles and connections together, and their bound. Links report what they hold when it has
/// moved by <see cref="Grain"/>, so that a stream costs one shared addition for several messages and a call none.
/// </summary>
/// <param name="limit">The bound in bytes; 0 for none.</param>
public sealed class BufferBudget(long limit)
{
    /* Ours: some messages. A link that never holds as much is never counted: 10 000 of them hold 160 MB at most. */
    internal const int Grain = 16_384;

    private long _used;

    /// <summary>Bytes that were reported and not taken back.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>True while no more should be taken on.</summary>
    public bool IsExceeded => limit > 0 && Used >= limit;

    internal void Add(int bytes) => Interlocked.Add(ref _used, bytes);
}
