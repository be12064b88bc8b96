using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// Kestrel's way to plain TCP connections, for each <see cref="PlainEndPoint"/> it is told to listen at:
/// <c>services.AddSingleton&lt;IConnectionListenerFactory, PlainTransport&gt;()</c> behind Kestrel's own. Kestrel still speaks HTTP.
/// </summary>
/// <param name="reactors">Whose the connections are; null for the runtime's own socket threads.</param>
/// <param name="acceptFailed">Told of each accept that fails, where it listens and why; it listens on.</param>
public sealed class PlainTransport(ReactorSet? reactors = null, Action<EndPoint, SocketException>? acceptFailed = null) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is PlainEndPoint;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new PlainListener((PlainEndPoint)endpoint, reactors, acceptFailed));
}
