namespace RpcHttpProxy.Services;

/// <summary>What inq_stats tells of a server ([C706] appendix Q), counted over all its connections. Thread-safe; wraps at 2^32.</summary>
public sealed class RpcStatistics
{
    private uint _callsIn;
    private uint _packetsIn;
    private uint _packetsOut;

    /// <summary>Calls whose request came in whole.</summary>
    public uint CallsIn => Volatile.Read(ref _callsIn);

    /// <summary>PDUs received, of every type.</summary>
    public uint PacketsIn => Volatile.Read(ref _packetsIn);

    /// <summary>PDUs sent, of every type.</summary>
    public uint PacketsOut => Volatile.Read(ref _packetsOut);

    internal void CountCallIn() => Interlocked.Increment(ref _callsIn);

    internal void CountPacketIn() => Interlocked.Increment(ref _packetsIn);

    internal void CountPacketOut() => Interlocked.Increment(ref _packetsOut);
}
