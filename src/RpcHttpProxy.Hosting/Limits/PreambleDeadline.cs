using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>
/// Bounds how long what comes before HTTP may take in all, from the first step that makes one: the PROXY protocol's header, the first byte, the TLS handshake.
/// Waits end with the connection or the server, too.
/// </summary>
internal sealed class PreambleDeadline : IDisposable
{
    private static readonly object s_begun = new();

    private readonly CancellationTokenSource _late;
    private readonly CancellationTokenSource _any;

    public PreambleDeadline(ConnectionContext connection, TimeSpan timeout, TimeProvider time)
    {
        _late = new CancellationTokenSource(Left(connection, timeout, time), time);
        CancellationToken stopping = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
        _any = CancellationTokenSource.CreateLinkedTokenSource(_late.Token, stopping, connection.ConnectionClosed);
    }

    /// <summary>Cancelled when nothing is waited for any more.</summary>
    public CancellationToken Token => _any.Token;

    /// <summary>True when the time is over.</summary>
    public bool IsOver => _late.IsCancellationRequested;

    /// <summary>Does something when the time is over, unless this has been disposed of by then.</summary>
    public void WhenOver(Action action) => _late.Token.UnsafeRegister(static over => ((Action)over!)(), action);

    public void Dispose()
    {
        _any.Dispose();
        _late.Dispose();
    }

    private static TimeSpan Left(ConnectionContext connection, TimeSpan timeout, TimeProvider time)
    {
        if (!connection.Items.TryGetValue(s_begun, out object? begun))
        {
            connection.Items[s_begun] = begun = time.GetTimestamp();
        }

        TimeSpan left = timeout - time.GetElapsedTime((long)begun!);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}
