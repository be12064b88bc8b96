using Microsoft.AspNetCore.Connections;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>Lets <see cref="HttpExchange"/> end an encrypted connection as exactly as a plain one.</summary>
public static class WireTransportExtensions
{
    /// <summary>
    /// Remembers each connection's own pipe; to be called before <c>UseHttps</c>, which puts another one in its place. Without it an OUT channel over TLS ends with
    /// close_notify alone, and the connection when the client closes it, or when the linger time is over.
    /// </summary>
    public static IConnectionBuilder CaptureRawTransport(this IConnectionBuilder connections) => connections.Use(next => connection =>
    {
        connection.Features.Set(new WireTransport(connection.Transport.Output));
        return next(connection);
    });
}
