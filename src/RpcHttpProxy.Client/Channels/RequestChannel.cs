using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using RpcHttpProxy.Client.Http;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Client.Channels;

/// <summary>
/// A channel request and what comes back for it, on a TCP connection of its own. The request's body is what is written; when it is
/// over the connection is, too: a second request never follows.
/// </summary>
internal abstract class RequestChannel : IByteChannel
{
    // The window a proxy grants by default: one read can take what may be on its way.
    private const int ReadSize = 65_536;

    // RFC 9110 15.2 sets no bound to interim responses; one 100 Continue is usual, and an endless row of them is no answer.
    private const int MaxInterimResponses = 8;

    private readonly Socket _socket;
    private readonly NetworkStream _stream;

    protected RequestChannel(Socket socket, string peer)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        Connection = PipeReader.Create(_stream, new StreamPipeReaderOptions(bufferSize: ReadSize));
        Peer = peer;
    }

    public abstract PipeReader Input { get; }

    public virtual bool LingersForPeer => false;

    public string Peer { get; }

    /// <summary>How the proxy refused or ended the channel; null while it hasn't.</summary>
    public ProxyRefusal? Refusal { get; private set; }

    /// <summary>Everything the peer sends: heads and body.</summary>
    protected PipeReader Connection { get; }

    public abstract ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation);

    public abstract ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation);

    /// <summary>Never called: a client answers no request.</summary>
    public ValueTask SendHeadAsync() => throw new InvalidOperationException("A client sends no response.");

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await _stream.WriteAsync(bytes);
        }
        catch (ObjectDisposedException exception)
        {
            throw new IOException("the channel was aborted", exception);
        }
    }

    /// <summary>A client has no answer to give; the channel only ends.</summary>
    public ValueTask FailAsync(uint rpcError) => FinishAsync();

    public ValueTask FinishAsync()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The peer was faster, or the channel was aborted: it has ended either way.
        }

        return ValueTask.CompletedTask;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Never throws, by contract.")]
    public void Abort()
    {
        try
        {
            _socket.LingerState = new LingerOption(true, 0);    // close sends RST
        }
        catch (Exception)
        {
            // Closed or reset already: there is no connection left to end.
        }

        _socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Connection.CompleteAsync();
        await _stream.DisposeAsync();
    }

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
                ReadResult result = await Connection.ReadAsync(cancellation);
                var buffer = result.Buffer;
                bool isThere = HttpResponseHeadParser.TryRead(ref buffer, out HttpResponseHead? head, out string? fault);
                Connection.AdvanceTo(buffer.Start, isThere ? buffer.Start : buffer.End);

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
