namespace RpcHttpProxy.Hosting;

/// <summary>One listening port of the RPC over HTTP server and what is behind it.</summary>
public sealed class BackendEndpointOptions
{
    /// <summary><c>ADDR:PORT</c>: an IP address (IPv6 in brackets), <c>localhost</c> or <c>*</c>; port 0 takes a free one.</summary>
    public string Listen { get; set; } = "";

    /// <summary><c>echo</c>: our own rpcecho and mgmt. <c>tcp:HOST:PORT</c>: a plain ncacn_ip_tcp server.</summary>
    public string Service { get; set; } = "echo";
}
