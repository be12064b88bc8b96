using System.IO.Pipelines;
using System.Net;
using RpcHttpProxy.Core;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// What carries one channel's bytes: an HTTP exchange, a TCP connection, a pipe to a service. Knows no PDUs. One reader and one
/// writer at a time; both may be at work at once.
/// </summary>
public interface IChannelTransport : IAsyncDisposable
{
    /// <summary>Bytes from the peer. Ends, or throws an <see cref="IOException"/> or BadHttpRequestException, when the peer is gone.</summary>
    PipeReader Input { get; }

    /// <summary>The peer, for logs: address and port, or a word.</summary>
    string Peer { get; }

    /// <summary>The peer's address, where the channel is a TCP connection to it; else null.</summary>
    IPEndPoint? PeerEndPoint => null;

    /// <summary>
    /// Reads what precedes the first PDU: an HTTP response head in the client, the legacy server response in a proxy. Null when PDUs may
    /// follow; else why they can't.
    /// </summary>
    ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation);

    /// <summary>
    /// Called when <see cref="Input"/> has ended: tells when and why the channel is over. At once for most; an OUT channel request's body
    /// ends long before its channel does.
    /// </summary>
    ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation);

    /// <summary>
    /// Begins the OUT channel response with its header (2.1.2.1.4), which goes out with the next <see cref="WriteAsync"/>, so that it and
    /// the first PDU are one packet. Nothing is written to an OUT channel before.
    /// </summary>
    ValueTask SendHeadAsync();

    /// <summary>Writes bytes, maybe none, and passes them on at once. Throws an <see cref="IOException"/> when the peer is gone.</summary>
    ValueTask WriteAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>Tells <paramref name="reason"/> with <c>503 RPC Error</c> when the request isn't answered yet; then as <see cref="FinishAsync"/>.</summary>
    ValueTask FailAsync(CloseReason reason);

    /// <summary>True when, after this side's FIN, the peer's is awaited: closing a TCP connection with unread bytes would reset it.</summary>
    bool LingersForPeer => false;

    /// <summary>Ends the channel with FIN behind the last byte.</summary>
    ValueTask FinishAsync();

    /// <summary>Sets TCP's keep-alive, where the channel is a TCP connection of ours.</summary>
    void SetKeepAlive(TimeSpan interval)
    {
    }

    /// <summary>From here on what is waited for goes on in turns of this reactor, where the carrier can have it so. Called in one of them.</summary>
    void Attach(Reactor reactor)
    {
    }

    /// <summary>Ends the channel at once (RST). Never throws; may be called at any time, more than once, from any thread.</summary>
    void Abort();
}
