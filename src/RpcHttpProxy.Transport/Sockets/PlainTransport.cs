using System.Net;
using Microsoft.AspNetCore.Connections;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// Kestrel's way to plain TCP connections, for each <see cref="PlainEndPoint"/> it is told to listen at:
/// <c>services.AddSingleton&lt;IConnectionListenerFactory, PlainTransport&gt;()</c> behind Kestrel's own. Kestrel still speaks HTTP.
/// </summary>
public sealed class PlainTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is PlainEndPoint;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new PlainListener((PlainEndPoint)endpoint));
}
