using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// A connection as Kestrel wants it, without loops and pipes of its own: who reads, reads the socket, and who writes, writes it. So that
/// a channel's bytes go through no hands but its own, and an idle connection holds no buffers. Its end is noticed by whoever reads.
/// </summary>
internal sealed class SocketConnection : ConnectionContext,
    IConnectionIdFeature, IConnectionTransportFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature, IConnectionSocketFeature, IConnectionItemsFeature
{
    private static long s_lastId;

    private readonly CancellationTokenSource _closed = new();
    private readonly SocketReader _input;
    private readonly SocketWriter _output;
    private IDictionary<object, object?>? _items;
    private string? _id;
    private int _isClosed;
    private int _isClosedTold;

    /// <summary>Takes over an accepted socket.</summary>
    public SocketConnection(Socket socket)
    {
        Socket = socket;
        socket.NoDelay = true; // PDU N never waits for PDU N+1
        RemoteEndPoint = socket.RemoteEndPoint;
        LocalEndPoint = socket.LocalEndPoint;
        ConnectionClosed = _closed.Token;
        _input = new SocketReader(socket, TellClosed);
        _output = new SocketWriter(socket, () => Close(isAborted: false));
        Transport = new DuplexPipe(_input, _output);
        Features = new ConnectionFeatures(this);
    }

    /// <inheritdoc/>
    public Socket Socket { get; }

    /// <inheritdoc/>
    public override string ConnectionId
    {
        get => _id ??= Interlocked.Increment(ref s_lastId).ToString("x", null);
        set => _id = value;
    }

    /// <inheritdoc/>
    public override IFeatureCollection Features { get; }

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get; set; }

    /// <summary>Ends the connection at once: by RST, or, as Kestrel does where the client has ended it, without a reason and by FIN. Never throws.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => Close(isAborted: abortReason is not null);

    /// <inheritdoc/>
    public override void Abort() => Close(isAborted: true);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _output.CompleteAsync();
        _input.Complete();
        await base.DisposeAsync();
    }

    /// <summary>Closes the socket, once: by RST, or by FIN behind the last byte.</summary>
    private void Close(bool isAborted)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1)
        {
            return;
        }

        _input.Close();
        try
        {
            if (isAborted)
            {
                Socket.LingerState = new LingerOption(enable: true, seconds: 0);
            }
            else
            {
                Socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The client is gone already.
        }

        Socket.Dispose();
        TellClosed();
    }

    /// <summary>Tells Kestrel, once, in the pool: whoever noticed has other things to do than what follows from it.</summary>
    private void TellClosed()
    {
        if (Interlocked.Exchange(ref _isClosedTold, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Cancel(), _closed, preferLocal: false);
        }
    }
}
