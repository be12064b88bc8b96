using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Http;
using RpcHttpProxy.Core;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>Carries a channel's link over an <see cref="IChannelTransport"/>.</summary>
/// <param name="bytes">Disposed of with the link.</param>
/// <param name="answer">Why the channel is refused, once it is.</param>
internal sealed class ChannelCarrier(IChannelTransport bytes, Func<CloseReason> answer) : PipeCarrier
{
    /// <summary>What carries it.</summary>
    public IChannelTransport Bytes => bytes;

    /// <inheritdoc/>
    public override string Peer => bytes.Peer;

    /// <inheritdoc/>
    public override IPEndPoint? PeerEndPoint => bytes.PeerEndPoint;

    /// <inheritdoc/>
    public override bool LingersForPeer => bytes.LingersForPeer;

    /// <inheritdoc/>
    protected override PipeReader Input => bytes.Input;

    /// <inheritdoc/>
    public override void SetKeepAlive(TimeSpan interval) => bytes.SetKeepAlive(interval);

    /// <inheritdoc/>
    protected override void Attach(Reactor reactor) => bytes.Attach(reactor);

    /// <inheritdoc/>
    protected override async ValueTask<LinkEnd?> ReadHeadAsync(CancellationToken cancellation) =>
        await bytes.ReadHeadAsync(cancellation) is { } refusal ? LinkEndOf(refusal) : null;

    /// <inheritdoc/>
    protected override async ValueTask<LinkEnd> AfterInputAsync(CancellationToken cancellation) =>
        LinkEndOf(await bytes.AfterInputAsync(cancellation));

    /// <inheritdoc/>
    protected override ValueTask WriteHeadAsync() => bytes.SendHeadAsync();

    /// <inheritdoc/>
    protected override ValueTask WriteBytesAsync(ReadOnlyMemory<byte> output) => bytes.WriteAsync(output);

    /// <inheritdoc/>
    protected override ValueTask WriteEndAsync(LinkEnding ending) =>
        ending == LinkEnding.Refuse ? bytes.FailAsync(answer()) : bytes.FinishAsync();

    /// <inheritdoc/>
    protected override void AbortOutput() => bytes.Abort();

    /// <inheritdoc/>
    protected override ValueTask DisposeAsync() => bytes.DisposeAsync();

    /// <summary>Kestrel tells the end of a body that was announced longer as an exception of its own: for an IN channel the usual end.</summary>
    protected override LinkEnd EndOf(Exception failure, bool hasRest) => failure switch
    {
        BadHttpRequestException when hasRest => LinkEndOf(new ChannelEnd(CloseReason.TruncatedPdu, "it ended in the middle of a PDU")),
        BadHttpRequestException => LinkEndOf(ChannelEnd.ClosedByPeer),
        _ => base.EndOf(failure, hasRest),
    };

    private static LinkEnd LinkEndOf(ChannelEnd end) =>
        end.Reason is { } reason ? new LinkEnd(LinkEndCause.Protocol, end.Detail, (int)reason) : new LinkEnd(LinkEndCause.Peer, end.Detail);
}
