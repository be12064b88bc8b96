using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>
/// A connection of Kestrel's own transport that counts until its socket is closed. Disposing of one waits until the client has read its last
/// bytes, without an end of its own: here it has one.
/// </summary>
internal sealed class LimitedConnection(ConnectionContext inner, Action closed, TimeSpan closing, TimeProvider time) : ConnectionContext
{
    /// <inheritdoc/>
    public override string ConnectionId
    {
        get => inner.ConnectionId;
        set => inner.ConnectionId = value;
    }

    /// <inheritdoc/>
    public override IFeatureCollection Features => inner.Features;

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items
    {
        get => inner.Items;
        set => inner.Items = value;
    }

    /// <inheritdoc/>
    public override IDuplexPipe Transport
    {
        get => inner.Transport;
        set => inner.Transport = value;
    }

    /// <inheritdoc/>
    public override CancellationToken ConnectionClosed
    {
        get => inner.ConnectionClosed;
        set => inner.ConnectionClosed = value;
    }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint
    {
        get => inner.LocalEndPoint;
        set => inner.LocalEndPoint = value;
    }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint
    {
        get => inner.RemoteEndPoint;
        set => inner.RemoteEndPoint = value;
    }

    /// <inheritdoc/>
    public override void Abort() => inner.Abort();

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => inner.Abort(abortReason);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        try
        {
            await using ITimer late = time.CreateTimer(
                static connection => ((ConnectionContext)connection!).Abort(new ConnectionAbortedException("The client doesn't read its last bytes.")),
                inner, closing, Timeout.InfiniteTimeSpan);
            await inner.DisposeAsync();
            await base.DisposeAsync();
        }
        finally
        {
            closed();
        }
    }
}
