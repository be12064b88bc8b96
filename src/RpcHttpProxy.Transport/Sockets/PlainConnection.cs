using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// A plain connection that was accepted: socket, reader and writer, and its end. Who looks at its first request may carry it; else it is
/// Kestrel's, by way of a <see cref="SocketConnection"/>, until a request's handler detaches it.
/// </summary>
public sealed class PlainConnection : IDetachedConnection
{
    private readonly SocketReader _input;
    private readonly SocketSender _sender;
    private readonly SocketWriter _output;
    private readonly SocketWatch _watch;
    private volatile SocketConnection? _kestrelConnection;
    private object? _found;
    private CancellationTokenSource? _left;
    private volatile bool _hasPeerLeft;
    private int _isClosed;

    /// <summary>Takes over an accepted socket. Throws a <see cref="SocketException"/> for one whose client is gone again.</summary>
    internal PlainConnection(Socket socket, Reactor? reactor)
    {
        Socket = socket;
        Reactor = reactor;
        RemoteEndPoint = socket.RemoteEndPoint as IPEndPoint;
        LocalEndPoint = socket.LocalEndPoint as IPEndPoint;
        _input = new SocketReader(socket, this);
        _sender = new SocketSender(socket);
        _output = new SocketWriter(_sender, this);
        _watch = new SocketWatch(socket, _input, _sender);
        if (reactor is not null)
        {
            _watch.By(reactor);
        }
    }

    /// <summary>Its other end; null when that isn't known.</summary>
    public IPEndPoint? RemoteEndPoint { get; }

    /// <summary>Its end here; null when that isn't known.</summary>
    public IPEndPoint? LocalEndPoint { get; }

    /// <summary>Whose turns tell of it at first; null for the runtime's own socket threads.</summary>
    public Reactor? Reactor { get; }

    /// <summary>Bytes from the client. Who hands the connection on leaves those that he hasn't consumed.</summary>
    public PipeReader Input => _input;

    /// <summary>
    /// What was found out about its first request, for the handler that Kestrel gives it to (<see cref="IFirstRequestFeature"/>);
    /// disposed of, where it can be, when the connection ends before.
    /// </summary>
    public object? Found
    {
        get => _found;
        set
        {
            Interlocked.Exchange(ref _found, value);
            if (IsClosed)
            {
                (Interlocked.Exchange(ref _found, null) as IDisposable)?.Dispose();
            }
        }
    }

    /// <summary>
    /// Cancelled when the peer has ended the connection, or it was closed: at once where a reactor waits for the socket itself, else when somebody reads.
    /// To be asked for in a turn of <see cref="Reactor"/>.
    /// </summary>
    public CancellationToken PeerLeft
    {
        get
        {
            _left ??= new CancellationTokenSource();
            if (_hasPeerLeft)
            {
                _left.Cancel();
            }

            return _left.Token;
        }
    }

    /// <summary>True once the socket is closed.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed) == 1;

    internal Socket Socket { get; }

    internal SocketReader Reader => _input;

    internal SocketWriter Writer => _output;

    /// <summary>Called once, with the client's address, when the socket is closed.</summary>
    internal Action<IPAddress?>? Closed { get; set; }

    /// <inheritdoc/>
    PipeReader IDetachedConnection.Input => _input;

    /// <inheritdoc/>
    PipeWriter IDetachedConnection.Output => _output;

    /// <inheritdoc/>
    bool IDetachedConnection.IsDetached => true;

    /// <inheritdoc/>
    void IDetachedConnection.Attach(Reactor reactor) => Attach(reactor);

    /// <inheritdoc/>
    ValueTask<bool> IDetachedConnection.IsPeerClosedAsync() => ValueTask.FromResult(false);

    /// <inheritdoc/>
    ValueTask IDetachedConnection.FinishAsync() => _output.CompleteAsync();

    /// <inheritdoc/>
    ValueTask<bool> IDetachedConnection.ShutdownWithoutResponseAsync()
    {
        Socket.Finish();
        return ValueTask.FromResult(true);
    }

    /// <summary>Ends the connection at once (RST). Any thread, any time.</summary>
    public void Abort() => Close(isAborted: true);

    /// <summary>Ends a connection on which nothing waits to be sent (FIN). Any thread, any time.</summary>
    public void Close() => Close(isAborted: false);

    /// <inheritdoc/>
    async Task IDetachedConnection.CloseAsync(TimeSpan linger, TimeProvider time)
    {
        ValueTask finishing = _output.CompleteAsync();
        if (!finishing.IsCompletedSuccessfully)
        {
            Task finished = finishing.AsTask();
            try
            {
                await finished.WaitAsync(linger, time);
            }
            catch (TimeoutException)
            {
                Abort();
                await finished;
            }
        }

        _input.Complete();
    }

    /// <summary>
    /// From here on its end is told to Kestrel, too, and what Kestrel waits for goes on in the pool: requests that follow one another without a
    /// pause would keep a reactor from everything else.
    /// </summary>
    internal void Lend(SocketConnection kestrelConnection)
    {
        _input.GoesOnInPool = _sender.GoesOnInPool = true;
        _kestrelConnection = kestrelConnection;
        if (IsClosed)
        {
            kestrelConnection.NotifyClosed();
        }
    }

    /// <summary>From here on nothing is told to Kestrel, which waits for nothing.</summary>
    internal void Detach()
    {
        _kestrelConnection = null;
        _input.GoesOnInPool = _sender.GoesOnInPool = false;
    }

    /// <summary>
    /// Kestrel has it still, but what is read and written is a channel's: that goes on in turns of this reactor. Called in one of them, while nothing is
    /// read or written.
    /// </summary>
    internal void Attach(Reactor reactor)
    {
        _input.GoesOnInPool = _sender.GoesOnInPool = false;
        _watch.By(reactor);
    }

    /// <summary>The peer's FIN has come, or reading has failed.</summary>
    internal void InputEnded()
    {
        InputEnds();
        _kestrelConnection?.NotifyClosed();
    }

    /// <summary>The peer's FIN, or a failure, is behind the bytes that nobody has read yet.</summary>
    internal void InputEnds()
    {
        _hasPeerLeft = true;
        _left?.Cancel();
    }

    /// <summary>Everything that will ever be written was sent, or can't be.</summary>
    internal void OutputEnded() => Close(isAborted: false);

    /// <summary>Closes the socket, once: by RST, or by FIN behind the last byte. Never throws.</summary>
    internal void Close(bool isAborted)
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 1)
        {
            return;
        }

        _watch.Close();
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
        (Interlocked.Exchange(ref _found, null) as IDisposable)?.Dispose();
        Closed?.Invoke(RemoteEndPoint?.Address);
        _kestrelConnection?.NotifyClosed();
    }
}
