using System.IO.Pipelines;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication.ExtendedProtection;
using System.Security.Cryptography;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Client.Http;

/// <summary>A TCP connection to a proxy, with TLS in it for https: what one channel's bytes go over. One reader and one writer at a time.</summary>
internal sealed class ProxyConnection : IAsyncDisposable
{
    // Some RPC fragments of 5,840 bytes in one read; rented when bytes are there (zero-byte reads), so that an idle connection holds none.
    private const int ReadBuffer = 32_768;

    private readonly Socket _socket;
    private readonly Stream _stream;

    /// <param name="socket">Disposed of with the connection.</param>
    /// <param name="stream">Over the socket: its bytes, or TLS.</param>
    public ProxyConnection(Socket socket, Stream stream)
    {
        (_socket, _stream) = (socket, stream);
        Input = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: ReadBuffer, leaveOpen: true, useZeroByteReads: true));
    }

    /// <summary>The proxy's bytes. Reading throws an <see cref="IOException"/> or <see cref="ObjectDisposedException"/> when it is gone.</summary>
    public PipeReader Input { get; }

    /// <summary>What an authentication can be bound to (RFC 5929); null without TLS.</summary>
    public ChannelBinding? Binding => (_stream as SslStream)?.TransportContext.GetChannelBinding(ChannelBindingKind.Endpoint);

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation = default) => _stream.WriteAsync(bytes, cancellation);

    /// <summary>FIN behind the last byte, and TLS's own end before it.</summary>
    public async ValueTask FinishAsync()
    {
        try
        {
            if (_stream is SslStream tls)
            {
                await tls.ShutdownExclusivelyAsync();
            }

            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException or InvalidOperationException or CryptographicException)
        {
            // The proxy is gone already.
        }
    }

    /// <summary>RST. Any thread, any time.</summary>
    public void Abort()
    {
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        _socket.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await Input.CompleteAsync();
        await _stream.DisposeAsync();
        _socket.Dispose();
    }
}
