using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>Ends connections whose clients don't read what they are answered.</summary>
public static class ResponseDeadlineExtensions
{
    /// <summary>
    /// Gives each wait for a client that doesn't read a deadline, until a channel takes its connection over. To be called before
    /// <c>UseHttps</c> and <see cref="WireTransportExtensions.CaptureRawTransport"/>.
    /// </summary>
    /// <param name="connections">The listener's.</param>
    /// <param name="timeout">How long a client may read nothing while a response waits for it.</param>
    /// <param name="time">The clock.</param>
    /// <param name="expired">Told before a connection is aborted.</param>
    public static IConnectionBuilder LimitResponsesForRpcHttp(
        this IConnectionBuilder connections, TimeSpan timeout, TimeProvider time, Action<ConnectionContext> expired) =>
        connections.Use(next => connection =>
        {
            var deadline = new ResponseDeadline(connection.Transport.Output, connection, timeout, time, expired);
            connection.Transport = new DuplexPipe(connection.Transport.Input, deadline);
            connection.Features.Set(deadline);
            return next(connection);
        });
}
