using RpcHttpProxy.Core;

namespace RpcHttpProxy.Transport.Channels;

// [rpch 2.1.2.1/5] one mapping for both proxies
/// <summary>
/// An IN channel request (2.1.2.1.1): the body carries PDUs as long as it lasts, and nothing is ever answered but an error.
/// </summary>
/// <param name="exchange">The request's connection.</param>
/// <param name="failure">The response that tells a reason, ready for the wire; null for the bare RPC error.</param>
public sealed class HttpInChannel(HttpExchange exchange, Func<CloseReason, string>? failure = null) : HttpChannel(exchange, failure)
{
    /// <inheritdoc/>
    public override ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) => ValueTask.FromResult(ChannelEnd.ClosedByPeer);

    /// <inheritdoc/>
    public override ValueTask SendHeadAsync() => throw new NotSupportedException("An IN channel has no response but an error.");

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) =>
        throw new NotSupportedException("An IN channel carries nothing to the client.");

    /// <inheritdoc/>
    public override ValueTask FinishAsync() => Exchange.IsAnswered ? Exchange.FinishAsync() : Exchange.ShutdownWithoutResponseAsync();
}
