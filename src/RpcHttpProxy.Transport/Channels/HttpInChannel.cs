namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// An IN channel request (2.1.2.1.1): the body carries PDUs as long as it lasts, and nothing is ever answered but an error.
/// </summary>
public sealed class HttpInChannel(HttpExchange exchange) : HttpChannel(exchange)
{
    /// <inheritdoc/>
    public override ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) => ValueTask.FromResult(ChannelEnd.ClosedByPeer);

    /// <inheritdoc/>
    public override ValueTask SendHeadAsync() => throw new NotSupportedException("An IN channel has no response but an error.");

    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) =>
        throw new NotSupportedException("An IN channel carries nothing to the client.");

    /// <inheritdoc/>
    public override ValueTask FinishAsync() => Exchange.IsAnswered ? Exchange.FinishAsync() : Exchange.FinishUnansweredAsync();
}
