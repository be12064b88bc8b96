using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// A channel over TLS on a TCP connection: the hop between proxy and server where it is encrypted. Ends with close_notify (RFC 8446, 6.1),
/// then FIN. A peer's FIN without close_notify is taken as its end: PDUs are framed, and a cut in the middle of one is told as such.
/// </summary>
public sealed class TlsChannel : IChannelTransport
{
    /* One TLS record's content (RFC 8446, 5.1). While nothing comes the reader holds no buffer. */
    private const int RecordLength = 16_384;

    private readonly Socket _socket;
    private readonly SslStream _stream;
    private readonly TlsEnding _ending;
    private readonly bool _mayBeginWithLegacyResponse;

    private TlsChannel(Socket socket, SslStream stream, bool mayBeginWithLegacyResponse)
    {
        _socket = socket;
        _stream = stream;
        _ending = new TlsEnding(stream, wire: null, CancellationToken.None);
        _mayBeginWithLegacyResponse = mayBeginWithLegacyResponse;
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: RecordLength, leaveOpen: true, useZeroByteReads: true));
        PeerEndPoint = TcpDialer.PeerOf(socket);
        Peer = PeerName.Of(PeerEndPoint);
    }

    /// <inheritdoc/>
    public PipeReader Input { get; }

    /// <inheritdoc/>
    public string Peer { get; }

    /// <inheritdoc/>
    public IPEndPoint? PeerEndPoint { get; }

    /// <inheritdoc/>
    public bool LingersForPeer => true;

    /// <summary>
    /// Shakes hands with a server, over a socket that <see cref="Sockets.TcpSettings"/> has set up; it may say <see cref="LegacyServerResponse"/> first. Takes over the socket, whatever comes of it. Throws
    /// AuthenticationException, <see cref="IOException"/> or <see cref="OperationCanceledException"/>.
    /// </summary>
    public static Task<TlsChannel> ConnectAsync(Socket socket, SslClientAuthenticationOptions options, CancellationToken cancellation) =>
        ShakeHandsAsync(socket, stream => stream.AuthenticateAsClientAsync(options, cancellation), mayBeginWithLegacyResponse: true);

    /// <summary>The same with a client, which is a proxy here.</summary>
    public static Task<TlsChannel> AcceptAsync(Socket socket, SslServerAuthenticationOptions options, CancellationToken cancellation) =>
        ShakeHandsAsync(socket, stream => stream.AuthenticateAsServerAsync(options, cancellation), mayBeginWithLegacyResponse: false);

    /// <summary>
    /// Waits for the peer's first bytes, which stay where they are; false when it has closed instead. Throws <see cref="IOException"/> or
    /// <see cref="OperationCanceledException"/>, after which the channel is of no use.
    /// </summary>
    public async Task<bool> HasInputAsync(CancellationToken cancellation)
    {
        ReadResult first = await Input.ReadAsync(cancellation);
        Input.AdvanceTo(first.Buffer.Start);
        return !first.Buffer.IsEmpty;
    }

    /// <inheritdoc/>
    public async ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation)
    {
        if (_mayBeginWithLegacyResponse)
        {
            await LegacyServerResponse.SkipAsync(Input, cancellation);
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) => ValueTask.FromResult(ChannelEnd.ClosedByPeer);

    /// <inheritdoc/>
    public ValueTask SendHeadAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => bytes.IsEmpty ? ValueTask.CompletedTask : _stream.WriteAsync(bytes);

    /// <inheritdoc/>
    public void SetKeepAlive(TimeSpan interval) => _socket.KeepAlive(interval);

    /// <inheritdoc/>
    public ValueTask FailAsync(CloseReason reason) => FinishAsync();

    /// <inheritdoc/>
    public async ValueTask FinishAsync()
    {
        await _ending.NotifyAsync();
        _socket.Finish();
    }

    /// <inheritdoc/>
    public void Abort() => _socket.Reset();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync();
        await _stream.DisposeAsync();
        _socket.Dispose();
    }

    private static async Task<TlsChannel> ShakeHandsAsync(Socket socket, Func<SslStream, Task> handshake, bool mayBeginWithLegacyResponse)
    {
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        try
        {
            await handshake(stream);
            return new TlsChannel(socket, stream, mayBeginWithLegacyResponse);
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }
}
