namespace RpcHttpProxy.Edge.Limits;

/// <summary>How often each limit was hit, ever.</summary>
internal sealed class LimitCounters
{
    private static readonly Limit[] s_all = Enum.GetValues<Limit>();

    private readonly long[] _hits = new long[s_all.Length];

    /// <summary>All of them, zeros included.</summary>
    public IReadOnlyDictionary<Limit, long> Hits => s_all.ToDictionary(limit => limit, limit => Interlocked.Read(ref _hits[(int)limit]));

    public void Count(Limit limit) => Interlocked.Increment(ref _hits[(int)limit]);
}
