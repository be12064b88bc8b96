using System.IO.Pipelines;
using RpcHttpProxy.Client.Http;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Client.Channels;

/// <summary>
/// A channel request and what comes back for it, on a TCP connection of its own. The request's body is what is written; when it is
/// over the connection is, too: a second request never follows.
/// </summary>
internal abstract class RequestChannel(TcpChannel connection, string peer) : IByteChannel
{
    // RFC 9110 15.2 sets no bound to interim responses; one 100 Continue is usual, and an endless row of them is no answer.
    private const int MaxInterimResponses = 8;

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

    /// <summary>
    /// Reads the next response that isn't an interim one. Never throws for the peer's sake: the second part tells why there is no head.
    /// </summary>
    protected async ValueTask<(HttpResponseHead? Head, ChannelEnd? End)> ReadResponseAsync(CancellationToken cancellation)
    {
        int interim = 0;
        while (true)
        {
            try
            {
                ReadResult result = await connection.Input.ReadAsync(cancellation);
                var buffer = result.Buffer;
                bool isThere = HttpResponseHeadParser.TryRead(ref buffer, out HttpResponseHead? head, out string? fault);
                connection.Input.AdvanceTo(buffer.Start, isThere ? buffer.Start : buffer.End);

                if (fault is not null)
                {
                    return (null, new ChannelEnd(CloseReason.RequestRefused, $"{Peer} answered with what can't be read: {fault}"));
                }

                if (head is { IsInterim: false })
                {
                    return (head, null);
                }

                if (isThere && ++interim > MaxInterimResponses)
                {
                    return (null, new ChannelEnd(
                        CloseReason.RequestRefused, $"{Peer} answered with more than {MaxInterimResponses} interim responses"));
                }

                if (!isThere && result.IsCompleted)
                {
                    return (null, buffer.IsEmpty
                        ? new ChannelEnd(null, $"{Peer} closed the connection without an answer")
                        : new ChannelEnd(CloseReason.ConnectionError, $"{Peer} closed the connection in the middle of a response head"));
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                return (null, new ChannelEnd(CloseReason.ConnectionError, $"the connection to {Peer} broke: {exception.Message}"));
            }
        }
    }

    /// <summary>Notes the refusal, for exceptions, and puts it in words.</summary>
    protected ChannelEnd Refused(HttpResponseHead head, string what)
    {
        Refusal = ProxyRefusal.From(head.StatusCode, head.ReasonPhrase);
        return new ChannelEnd(CloseReason.RequestRefused, $"{Peer} {what} {Refusal}");
    }
}
