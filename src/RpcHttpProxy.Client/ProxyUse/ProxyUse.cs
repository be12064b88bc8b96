namespace RpcHttpProxy.Client;

/// <summary>How the RPC over HTTP proxy is to be reached (3.2.2.1.2).</summary>
public enum ProxyUse
{
    /// <summary>"Direct connection": without the HTTP proxy.</summary>
    Direct,

    /// <summary>"Indirect connection": through the HTTP proxy.</summary>
    Indirect,

    /// <summary>Neither way: a connection error.</summary>
    Unreachable,
}
