using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Transport.Sockets;
using RpcHttpProxy.Core;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>A channel over a TCP connection: the hop between proxy and server, and a server's way to a plain ncacn_ip_tcp server.</summary>
public sealed class TcpChannel : IByteChannel
{
    private readonly Socket _socket;
    private readonly SocketReader _input;
    private readonly bool _mayBeginWithLegacyResponse;

    /// <summary>Takes over a connected socket.</summary>
    /// <param name="socket">Disposed of with the channel.</param>
    /// <param name="mayBeginWithLegacyResponse">The peer is an RPC over HTTP server, which may say <see cref="LegacyServerResponse"/> first.</param>
    public TcpChannel(Socket socket, bool mayBeginWithLegacyResponse = false)
    {
        _socket = socket;
        _socket.NoDelay = true; // PDU N never waits for PDU N+1
        _mayBeginWithLegacyResponse = mayBeginWithLegacyResponse;
        _input = new SocketReader(socket);
        Peer = PeerName.Of(socket.RemoteEndPoint as IPEndPoint);
    }

    /// <inheritdoc/>
    public PipeReader Input => _input;

    /// <inheritdoc/>
    public string Peer { get; }

    /// <inheritdoc/>
    public bool LingersForPeer => true;

    /// <inheritdoc/>
    public async ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation)
    {
        if (!_mayBeginWithLegacyResponse)
        {
            return null;
        }

        while (true)
        {
            ReadResult result = await Input.ReadAsync(cancellation);
            if (LegacyServerResponse.TryFindEnd(result.Buffer, out SequencePosition end) || result.IsCompleted || result.IsCanceled)
            {
                Input.AdvanceTo(end);
                return null;
            }

            Input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    /// <inheritdoc/>
    public ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) => ValueTask.FromResult(ChannelEnd.ClosedByPeer);

    /// <inheritdoc/>
    public ValueTask SendHeadAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => _socket.SendAllAsync(bytes);

    /// <inheritdoc/>
    public void SetKeepAlive(TimeSpan interval)
    {
        // Linux takes 1 to 32 767 seconds (tcp(7), TCP_KEEPIDLE).
        int seconds = (int)Math.Clamp(interval.TotalSeconds, 1, 32_767);
        try
        {
            _socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            _socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A socket that is gone needs no keep-alive.
        }
    }

    /// <inheritdoc/>
    public ValueTask FailAsync(CloseReason reason) => FinishAsync();

    /// <inheritdoc/>
    public ValueTask FinishAsync()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer is gone already.
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Abort()
    {
        try
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0); // RST instead of FIN
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        _socket.Dispose();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _input.Close();
        _input.Complete();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
