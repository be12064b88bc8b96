using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// A connection as Kestrel wants it, without loops and pipes of its own: who reads, reads the socket, and who writes, writes it. Its end is
/// noticed by its reader. A request's handler can detach it: then Kestrel finds it ended and forgets all it kept for it, while socket,
/// reader and writer go on with what the request was about.
/// </summary>
internal sealed class SocketConnection : ConnectionContext,
    IConnectionIdFeature, IConnectionTransportFeature, IConnectionLifetimeFeature, IConnectionEndPointFeature, IConnectionSocketFeature, IConnectionItemsFeature,
    IFirstRequestFeature
{
    private static long s_lastId;

    private readonly CancellationTokenSource _closed = new();
    private readonly PlainConnection _connection;
    private readonly RevocableReader _input;
    private readonly RevocableWriter _output;
    private IDictionary<object, object?>? _items;
    private string? _id;
    private bool _isDetached;
    private int _isClosedTold;

    /// <summary>Gives a connection to Kestrel, with what was read of it and not consumed.</summary>
    public SocketConnection(PlainConnection connection)
    {
        RemoteEndPoint = connection.RemoteEndPoint;
        LocalEndPoint = connection.LocalEndPoint;
        ConnectionClosed = _closed.Token;
        _connection = connection;
        _input = new RevocableReader(connection.Reader);
        _output = new RevocableWriter(connection.Writer);
        Transport = new DuplexPipe(_input, _output);
        Features = new ConnectionFeatures(this);
        connection.Lend(this);
    }

    /// <inheritdoc/>
    public Socket Socket => _connection.Socket;

    /// <inheritdoc/>
    public object? Found
    {
        get => _connection.Found;
        set => _connection.Found = value;
    }

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

    /// <summary>
    /// Gives the connection away, to be called by a request's handler, once: what was read and not consumed stays in its reader. When the
    /// handler returns, Kestrel finds an ended connection, and has nothing to drain, to verify or to log.
    /// </summary>
    public PlainConnection Detach()
    {
        _isDetached = true;
        _input.TakeBack();
        _output.TakeBack();
        _connection.Detach();
        _closed.Cancel();
        return _connection;
    }

    /// <summary>A request's handler keeps the connection until it ends: from here on all of it happens in turns of this reactor, TLS included.</summary>
    public void Attach(Reactor reactor) => _connection.Attach(reactor);

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

    /// <summary>Notifies Kestrel, once, in the pool: what Kestrel does then must not run on the thread that noticed.</summary>
    public void NotifyClosed()
    {
        if (Interlocked.Exchange(ref _isClosedTold, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static closed => closed.Cancel(), _closed, preferLocal: false);
        }
    }

    private void Close(bool isAborted)
    {
        if (!_isDetached)
        {
            _connection.Close(isAborted);
        }
    }
}
