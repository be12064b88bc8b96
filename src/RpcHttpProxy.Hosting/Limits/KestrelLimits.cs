using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>The limits that Kestrel keeps for us, and those it lets us add before HTTP.</summary>
internal static class KestrelLimits
{
    /// <summary>Sets what Kestrel knows itself.</summary>
    public static void Limit(this KestrelServerOptions kestrel, LimitOptions options)
    {
        kestrel.Limits.RequestHeadersTimeout = options.HeadTimeout;
        kestrel.Limits.KeepAliveTimeout = options.IdleTimeout;
        kestrel.Limits.MaxRequestHeadersTotalSize = options.MaxHeaderBytes;
        kestrel.Limits.MaxRequestHeaderCount = options.MaxHeaderCount;
        kestrel.Limits.MaxRequestLineSize = options.MaxRequestLine;
    }

    /// <summary>
    /// Closes connections that are too many, in all or of one address, before TLS and before HTTP. Kestrel's own count won't do: it forgets
    /// a connection when a channel takes it over.
    /// </summary>
    public static void Limit(this ListenOptions endpoint, ClientLimits limits)
    {
        Action<IPAddress?> disconnect = limits.Disconnect;
        endpoint.Use(next => connection =>
        {
            IPAddress? address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
            if (!limits.TryConnect(address))
            {
                connection.Abort(new ConnectionAbortedException("There are too many connections, in all or of its address."));
                return Task.CompletedTask;
            }

            if (connection.Features.Get<ISocketEndFeature>() is { } socket)
            {
                socket.Closed = disconnect;
                return next(connection);
            }

            return ServeAsync(next, connection, disconnect, address);
        });
    }

    private static async Task ServeAsync(ConnectionDelegate next, ConnectionContext connection, Action<IPAddress?> disconnect, IPAddress? address)
    {
        try
        {
            await next(connection);
        }
        finally
        {
            disconnect(address);
        }
    }
}
