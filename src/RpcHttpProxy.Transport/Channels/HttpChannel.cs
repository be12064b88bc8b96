using System.IO.Pipelines;
using RpcHttpProxy.Core;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>What IN and OUT channel requests have in common.</summary>
/// <param name="exchange">The request's connection.</param>
/// <param name="failure">The response that tells a reason, ready for the wire; null for the bare RPC error.</param>
public abstract class HttpChannel(HttpExchange exchange, Func<CloseReason, string>? failure) : IChannelTransport
{
    /// <inheritdoc/>
    public PipeReader Input => Exchange.Body;

    /// <inheritdoc/>
    public string Peer => Exchange.Peer;

    /// <inheritdoc/>
    public bool LingersForPeer => Exchange.LingersForPeer;

    /// <summary>The request's connection.</summary>
    protected HttpExchange Exchange { get; } = exchange;

    /// <inheritdoc/>
    public ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation) => ValueTask.FromResult<ChannelEnd?>(null);

    /// <inheritdoc/>
    public abstract ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation);

    /// <inheritdoc/>
    public abstract ValueTask SendHeadAsync();

    /// <inheritdoc/>
    public abstract ValueTask WriteAsync(ReadOnlyMemory<byte> bytes);

    /// <inheritdoc/>
    public ValueTask FailAsync(CloseReason reason) =>
        Exchange.IsAnswered ? FinishAsync() : Exchange.AnswerAsync(failure?.Invoke(reason) ?? HttpResponseText.RpcError(reason.ToRpcError()));

    /// <inheritdoc/>
    public abstract ValueTask FinishAsync();

    /// <inheritdoc/>
    public void Attach(Reactor reactor) => Exchange.Attach(reactor);

    /// <inheritdoc/>
    public void Abort() => Exchange.Abort();

    /// <summary>Completes when the connection is closed.</summary>
    public async ValueTask DisposeAsync()
    {
        await Exchange.CloseAsync();
        GC.SuppressFinalize(this);
    }
}
