namespace RpcHttpProxy.Differential.Tests.Roles;

/// <summary>The processes that cases are run against.</summary>
internal enum Role
{
    Inbound,
    Outbound,

    /// <summary>Both proxies in one process.</summary>
    Both,

    /// <summary>With two endpoints: rpcecho behind the first, a service of ours behind the second.</summary>
    Backend,

    /// <summary>The same over TLS.</summary>
    TlsBackend,

    /// <summary>Both proxies, with a user file to ask.</summary>
    Guarded,

    /// <summary>Both proxies, with short time-outs.</summary>
    HurriedProxies,

    /// <summary>The backend with short time-outs.</summary>
    HurriedBackend,
}
