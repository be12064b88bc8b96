using System.Net;
using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>
/// Kestrel's way to connections, with a limit that is asked for each as it is accepted, before the next is. Later, in the pool, would be too
/// late: what was accepted and not looked at yet holds a descriptor. Kestrel's own count won't do either: it forgets a connection when a
/// channel takes it over.
/// </summary>
/// <param name="plain">For each <see cref="PlainEndPoint"/>; asks the limit itself.</param>
/// <param name="other">For the others.</param>
/// <param name="limit">The limit.</param>
/// <param name="closing">How long a connection that has ended may take for bytes that its client doesn't read.</param>
/// <param name="time">The clock.</param>
internal sealed class LimitedTransport(
    PlainTransport plain, IConnectionListenerFactory other, IConnectionLimit limit, TimeSpan closing, TimeProvider time)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint;

    /// <inheritdoc/>
    public async ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        endpoint is PlainEndPoint
            ? await plain.BindAsync(endpoint, cancellationToken)
            : new LimitedListener(await other.BindAsync(endpoint, cancellationToken), limit, closing, time);
}
