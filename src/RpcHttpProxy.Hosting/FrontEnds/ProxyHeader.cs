using System.Net;

namespace RpcHttpProxy.Hosting.FrontEnds;

/// <summary>What a front end says of a connection.</summary>
/// <param name="Source">The client; null when the connection is the front end's own (a health check), or the client has no IP address.</param>
/// <param name="Destination">Where the client has connected to; null together with the source.</param>
internal sealed record ProxyHeader(IPEndPoint? Source, IPEndPoint? Destination)
{
    /// <summary>The connection's own ends count.</summary>
    public static ProxyHeader Own { get; } = new(null, null);
}
