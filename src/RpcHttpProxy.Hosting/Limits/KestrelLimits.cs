using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>The limits that Kestrel keeps for us, and the one it lets us add before HTTP.</summary>
internal static class KestrelLimits
{
    /* Each channel has its own connection and, one for one, a connection to the server. */
    private const int DescriptorsPerConnection = 2;

    /// <summary>Sets what Kestrel knows itself.</summary>
    public static void Limit(this KestrelServerOptions kestrel, LimitOptions options)
    {
        int connections = options.MaxConnections ?? (int)Math.Min(DescriptorLimit.ConnectionsOf(DescriptorsPerConnection) ?? 0, int.MaxValue);
        kestrel.Limits.MaxConcurrentConnections = connections == 0 ? null : connections;
        kestrel.Limits.RequestHeadersTimeout = options.HeadTimeout;
        kestrel.Limits.KeepAliveTimeout = options.IdleTimeout;
        kestrel.Limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = options.MaxHeaderCount;
        kestrel.Limits.MaxRequestLineSize = options.MaxRequestLine;
    }

    /// <summary>Closes connections of an address that has too many, before TLS and before HTTP.</summary>
    public static void Limit(this ListenOptions endpoint, ClientLimits limits) => endpoint.Use(next => async connection =>
    {
        IPAddress? address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
        if (!limits.TryConnect(address))
        {
            connection.Abort(new ConnectionAbortedException("Its address has too many connections."));
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            limits.Disconnect(address);
        }
    });
}
