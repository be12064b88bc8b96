namespace RpcHttpProxy.Hosting;

/// <summary>The operator's own listener; section <c>Admin</c> of the configuration.</summary>
public sealed class AdminOptions
{
    /// <summary>Name of the configuration's section.</summary>
    public const string Section = "Admin";

    /// <summary>Connections at once. Ours: a load balancer's, a monitor's and an operator's, some times over.</summary>
    internal const int MaxConnections = 32;

    /// <summary>Connections of one address other than loopback, so that a machine that keeps them open leaves the others theirs.</summary>
    internal const int MaxConnectionsPerAddress = MaxConnections / 4;

    /// <summary>
    /// Where <c>/health</c>, <c>/counters</c> and, of proxies, <c>/throttled</c> are served, as <c>http://ADDR:PORT</c>; null for nowhere. Never on the public listener. It
    /// does not authenticate callers: keep it on loopback or a network of the operator's.
    /// </summary>
    public string? Url { get; set; }
}
