namespace RpcHttpProxy.Hosting;

/// <summary>Which of the two proxies a process is.</summary>
public enum ProxyRoleChoice
{
    /// <summary>Inbound and outbound proxy, told apart by the HTTP method of each request.</summary>
    Both,

    /// <summary>Inbound proxy only (3.2.3): RPC_IN_DATA.</summary>
    Inbound,

    /// <summary>Outbound proxy only (3.2.4): RPC_OUT_DATA.</summary>
    Outbound,
}
