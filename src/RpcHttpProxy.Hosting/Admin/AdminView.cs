using RpcHttpProxy.Hosting.Health;

namespace RpcHttpProxy.Hosting.Admin;

/// <summary>What the admin listener shows of its process.</summary>
internal sealed record AdminView(Func<CountersReport> Counters, ProcessHealth Health)
{
    /// <summary>Whose authentication attempts are slowed; null where nobody authenticates.</summary>
    public ThrottledLogins? Throttled { get; init; }

    /// <summary>Whether the process was told to stop.</summary>
    public Func<bool> IsDraining { get; init; } = static () => false;
}
