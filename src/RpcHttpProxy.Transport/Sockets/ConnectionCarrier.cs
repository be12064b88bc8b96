using System.IO.Pipelines;
using System.Net;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// Carries any protocol's link over a connection that was handed on behind a request's head, after an upgrade or CONNECT (RFC 9110, 7.8 and 9.3.6): opaque bytes
/// both ways, of which those come first that came with the head.
/// </summary>
/// <param name="connection">The caller's no longer. What its first request needs as an answer has been written.</param>
/// <param name="linger">How long the peer may take to read the last bytes.</param>
/// <param name="time">The clock.</param>
internal sealed class ConnectionCarrier(PlainConnection connection, TimeSpan linger, TimeProvider time) : PipeCarrier
{
    private readonly IDetachedConnection _connection = connection;

    /// <inheritdoc/>
    public override string Peer => PeerName.Of(connection.RemoteEndPoint);

    /// <inheritdoc/>
    public override IPEndPoint? PeerEndPoint => connection.RemoteEndPoint;

    /// <inheritdoc/>
    public override bool LingersForPeer => true;

    /// <inheritdoc/>
    protected override PipeReader Input => connection.Input;

    /// <inheritdoc/>
    protected override void Attach(Reactor reactor) => _connection.Attach(reactor);

    /// <inheritdoc/>
    protected override ValueTask<LinkEnd?> ReadHeadAsync(CancellationToken cancellation) => ValueTask.FromResult<LinkEnd?>(null);

    /// <inheritdoc/>
    protected override ValueTask<LinkEnd> AfterInputAsync(CancellationToken cancellation) =>
        ValueTask.FromResult(new LinkEnd(LinkEndCause.Peer, "closed by the peer"));

    /// <summary>Nothing: the head was written before the connection was handed on.</summary>
    protected override ValueTask WriteHeadAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    protected override async ValueTask WriteBytesAsync(ReadOnlyMemory<byte> output)
    {
        FlushResult result = await _connection.Output.WriteAsync(output);
        if (result.IsCompleted)
        {
            throw new IOException("the peer has closed the connection");
        }
    }

    /// <inheritdoc/>
    protected override async ValueTask WriteEndAsync(LinkEnding ending) => await _connection.ShutdownWithoutResponseAsync();

    /// <inheritdoc/>
    protected override void AbortOutput() => connection.Abort();

    /// <inheritdoc/>
    protected override async ValueTask DisposeAsync() => await _connection.CloseAsync(linger, time);
}
