using System.IO.Pipelines;
using RpcHttpProxy.Client.Http;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Client.Channels;

/// <summary>
/// A channel request and what comes back for it, on a TCP connection of its own. The request's body is what is written; when it is
/// over the connection is, too: a second request never follows.
/// </summary>
internal abstract class RequestChannel(ProxyConnection connection, string peer, TimeProvider time) : IChannelTransport
{
    public virtual PipeReader Input => connection.Input;

    public virtual bool LingersForPeer => false;

    public string Peer { get; } = peer;

    /// <summary>How the proxy refused or ended the channel; null while it hasn't.</summary>
    public ProxyRefusal? Refusal { get; private set; }

    public abstract ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation);

    public virtual ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) => new(ChannelEnd.ClosedByPeer);

    /// <summary>Never called: a client answers no request.</summary>
    public ValueTask SendHeadAsync() => throw new InvalidOperationException("A client sends no response.");

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => connection.WriteAsync(bytes);

    /// <summary>A client has no answer to give; the channel only ends.</summary>
    public ValueTask FailAsync(CloseReason reason) => FinishAsync();

    public ValueTask FinishAsync() => connection.FinishAsync();

    public void Abort() => connection.Abort();

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>Reads the response's head, or why there is none.</summary>
    protected ValueTask<(HttpResponseHead? Head, ChannelEnd? End)> ReadResponseAsync(CancellationToken cancellation) =>
        new HttpResponseReader(connection.Input, Peer).ReadHeadAsync(cancellation);

    /// <summary>Notes the refusal, for exceptions, and puts it in words. What the body tells goes before what the reason phrase does (3.2.2.5.11).</summary>
    protected async ValueTask<ChannelEnd> RefusedAsync(HttpResponseHead head, string what)
    {
        ProxyRefusal refusal = ProxyRefusal.From(head.StatusCode, head.ReasonPhrase, head.Challenges, head.RetryAfter);
        if (refusal.RpcError is not null && await RefusalBody.ReadAsync(connection.Input, head, time) is { Length: > 0 } told)
        {
            refusal = refusal with { ExtendedError = told };
        }

        Refusal = refusal;
        return new ChannelEnd(CloseReason.RequestRefused, $"{Peer} {what} {Refusal}");
    }
}
