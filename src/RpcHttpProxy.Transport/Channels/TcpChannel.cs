using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Core;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>A channel over a TCP connection: the hop between proxy and server, and a server's way to a plain ncacn_ip_tcp server.</summary>
public sealed class TcpChannel : IChannelTransport
{
    private readonly Socket _socket;
    private readonly SocketReader _input;
    private readonly SocketSender _output;
    private readonly SocketWatch _watch;
    private readonly bool _mayBeginWithLegacyResponse;

    /// <summary>Takes over a connected socket.</summary>
    /// <param name="socket">Set up by <see cref="TcpSettings"/>; disposed of with the channel.</param>
    /// <param name="mayBeginWithLegacyResponse">The peer is an RPC over HTTP server, which may say <see cref="LegacyServerResponse"/> first.</param>
    public TcpChannel(Socket socket, bool mayBeginWithLegacyResponse = false)
    {
        _socket = socket;
        _mayBeginWithLegacyResponse = mayBeginWithLegacyResponse;
        _input = new SocketReader(socket);
        _output = new SocketSender(socket);
        _watch = new SocketWatch(socket, _input, _output);
        PeerEndPoint = TcpDialer.PeerOf(socket);
        Peer = PeerName.Of(PeerEndPoint);
    }

    /// <inheritdoc/>
    public PipeReader Input => _input;

    /// <inheritdoc/>
    public string Peer { get; }

    /// <inheritdoc/>
    public IPEndPoint? PeerEndPoint { get; }

    /// <inheritdoc/>
    public bool LingersForPeer => true;

    /// <inheritdoc/>
    public async ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation)
    {
        if (_mayBeginWithLegacyResponse)
        {
            await LegacyServerResponse.SkipAsync(_input, cancellation);
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) => ValueTask.FromResult(ChannelEnd.ClosedByPeer);

    /// <inheritdoc/>
    public ValueTask SendHeadAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => _output.SendAllAsync(bytes);

    /// <inheritdoc/>
    public void Attach(Reactor reactor) => _watch.By(reactor);

    /// <inheritdoc/>
    public void SetKeepAlive(TimeSpan interval) => _socket.KeepAlive(interval);

    /// <inheritdoc/>
    public ValueTask FailAsync(CloseReason reason) => FinishAsync();

    /// <inheritdoc/>
    public ValueTask FinishAsync()
    {
        _socket.Finish();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Abort()
    {
        _watch.Abandon();
        _socket.Reset();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _watch.Close();
        _input.Complete();
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
