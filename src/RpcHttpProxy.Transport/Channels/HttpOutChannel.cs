using RpcHttpProxy.Core;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// An OUT channel request (2.1.2.1.2): its short body carries the first PDU, its response, announced to be as long as the channel may
/// live, all that goes to the client.
/// </summary>
/// <param name="exchange">The request's connection.</param>
/// <param name="lifetime">Content-Length of the response: the bytes the channel may carry.</param>
/// <param name="failure">The response that tells a reason, ready for the wire; null for the bare RPC error.</param>
public sealed class HttpOutChannel(HttpExchange exchange, long lifetime, Func<CloseReason, string>? failure = null) : HttpChannel(exchange, failure)
{
    private long _written;

    /// <summary>WWW-Authenticate's value in the response; null for none.</summary>
    public string? Proof { get; init; }

    /// <inheritdoc/>
    public override ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) => Exchange.ClientEndAsync(cancellation);

    /// <inheritdoc/>
    public override ValueTask SendHeadAsync()
    {
        Exchange.Begin(HttpResponseText.OutChannel(lifetime, Proof));
        return ValueTask.CompletedTask;
    }

    // [rpch 2.1.2.1.8/4] no more PDUs than Content-Length says
    /// <inheritdoc/>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        _written += bytes.Length;
        return _written <= lifetime
            ? Exchange.WriteAsync(bytes)
            : throw new IOException($"the OUT channel's {lifetime} bytes are used up");
    }

    /// <inheritdoc/>
    public override ValueTask FinishAsync() => Exchange.FinishAsync();
}
