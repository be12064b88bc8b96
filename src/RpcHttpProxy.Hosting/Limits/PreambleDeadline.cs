using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>Bounds how long the first bytes of a connection may take, before Kestrel's own limits begin: they end with the connection or the server, too.</summary>
internal sealed class PreambleDeadline : IDisposable
{
    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _any;

    public PreambleDeadline(ConnectionContext connection, TimeSpan timeout, TimeProvider time)
    {
        _late = new CancellationTokenSource(timeout, time);
        CancellationToken stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        _any = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, stopping, connection.ConnectionClosed);
    }

    /// <summary>Cancelled when nothing is waited for any more.</summary>
    public CancellationToken Token => _any.Token;

    /// <summary>True when the time is over.</summary>
    public bool IsOver => _late.IsCancellationRequested;

    public void Dispose()
    {
        _any.Dispose();
        _late.Dispose();
    }
}
