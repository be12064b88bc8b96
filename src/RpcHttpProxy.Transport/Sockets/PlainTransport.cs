using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// Kestrel's way to plain TCP connections, for each <see cref="PlainEndPoint"/> it is told to listen at:
/// <c>services.AddSingleton&lt;IConnectionListenerFactory, PlainTransport&gt;()</c> behind Kestrel's own. Kestrel still speaks HTTP, but for
/// what <see cref="FirstRequests"/> takes, and puts TLS on what is encrypted.
/// </summary>
public sealed class PlainTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    /// <summary>Whose the connections are; null for the runtime's own socket threads.</summary>
    public ReactorSet? Reactors { get; init; }

    /// <summary>Looks at each connection first that isn't encrypted; null when all are Kestrel's.</summary>
    public IFirstRequests? FirstRequests { get; init; }

    /// <summary>Whether a connection from that address is served, asked when it is accepted; if not, it is reset.</summary>
    public Func<IPAddress?, bool> Admits { get; init; } = _ => true;

    /// <summary>Told, once, of the end of each connection that was served.</summary>
    public Action<IPAddress?>? Closed { get; init; }

    /// <summary>Told of each accept that fails, where it listens and why; it listens on.</summary>
    public Action<EndPoint, SocketException>? AcceptFailed { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is PlainEndPoint;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        new(new PlainListener((PlainEndPoint)endpoint, this));
}
