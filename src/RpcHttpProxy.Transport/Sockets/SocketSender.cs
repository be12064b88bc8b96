using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// Sends on a non-blocking socket: at once as long as the socket takes it, which is nearly always. The rest waits for <see cref="Ready"/> where
/// the socket is watched. One send at a time.
/// </summary>
internal sealed class SocketSender(Socket socket) : IValueTaskSource
{
    private readonly Lock _lock = new();
    private ManualResetValueTaskSourceCore<bool> _send;
    private ReadOnlyMemory<byte> _rest;
    private bool _isWaiting;
    private bool _hasRoom;
    private volatile bool _isClosed;

    /// <summary>True when <see cref="Ready"/> tells that there is room again.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Where a send that waited goes on: in the pool, or on the spot, on the thread that has noticed. Set while nothing is sent.</summary>
    public bool GoesOnInPool
    {
        set => _send.RunContinuationsAsynchronously = value;
    }

    /// <summary>Sends all bytes. Fails with an <see cref="IOException"/> when the peer is gone.</summary>
    public ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!IsWatched)
        {
            return socket.SendAllAsync(bytes);
        }

        _rest = bytes;
        try
        {
            if (TrySend())
            {
                return ValueTask.CompletedTask;
            }
        }
        catch (IOException e)
        {
            return ValueTask.FromException(e);
        }

        return new ValueTask(this, _send.Version);
    }

    /// <summary>There is room again, or the connection has failed. Any thread.</summary>
    public void Ready()
    {
        lock (_lock)
        {
            _hasRoom = true;
            if (!_isWaiting)
            {
                return;
            }

            _isWaiting = false;
        }

        try
        {
            if (TrySend())
            {
                _send.SetResult(true);
            }
        }
        catch (IOException e)
        {
            _send.SetException(e);
        }
    }

    /// <summary>The socket is about to be disposed of: a send that waits fails.</summary>
    public void Close()
    {
        _isClosed = true;
        Ready();
    }

    void IValueTaskSource.GetResult(short token)
    {
        try
        {
            _send.GetResult(token);
        }
        finally
        {
            _send.Reset();
        }
    }

    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _send.GetStatus(token);

    void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _send.OnCompleted(continuation, state, token, flags);

    /// <summary>Sends what is left; false when the socket takes no more: then the notification that there is room goes on with it.</summary>
    private bool TrySend()
    {
        while (!_rest.IsEmpty)
        {
            Volatile.Write(ref _hasRoom, false);
            int sent = Send(out SocketError error);
            if (error is not (SocketError.Success or SocketError.WouldBlock))
            {
                throw Gone(new SocketException((int)error));
            }

            _rest = _rest[sent..];
            if (error == SocketError.WouldBlock && Waits())
            {
                return false;
            }
        }

        _rest = default;
        return true;
    }

    private bool Waits()
    {
        lock (_lock)
        {
            _isWaiting = !_hasRoom;
            return _isWaiting;
        }
    }

    private int Send(out SocketError error)
    {
        try
        {
            return _isClosed ? throw new ObjectDisposedException(nameof(Socket)) : socket.Send(_rest.Span, SocketFlags.None, out error);
        }
        catch (ObjectDisposedException e)
        {
            throw Gone(e);
        }
    }

    private static IOException Gone(Exception e) => new(e.Message, e);
}
