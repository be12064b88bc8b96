using System.ComponentModel;
using System.Net.Sockets;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sockets;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>Has a reactor tell a socket's reader and sender when they can go on. Without one, the runtime's own socket threads do.</summary>
internal sealed class SocketWatch(Socket socket, SocketReader reader, SocketSender sender) : IReadyTarget
{
    private readonly Lock _lock = new();
    private EpollReactor? _reactor;
    private ulong _watch;
    private bool _isClosed;

    /// <summary>From here on this reactor tells them, if it is one that can.</summary>
    public void By(Reactor reactor)
    {
        if (reactor is EpollReactor epoll && !TryWatch(epoll))
        {
            Close(); // Its reader finds the end at once.
        }
    }

    /// <inheritdoc/>
    public void Ready(Readiness readiness)
    {
        if ((readiness & ~Readiness.Writable) != 0)
        {
            reader.Ready(isMore: (readiness & ~(Readiness.Readable | Readiness.Writable)) != 0);
        }

        if ((readiness & (Readiness.Writable | Readiness.Failed | Readiness.Closed)) != 0)
        {
            sender.Ready();
        }
    }

    /// <summary>The socket is about to be reset: where it is watched, nothing else ends what waits for it.</summary>
    public void Abandon()
    {
        if (reader.IsWatched)
        {
            Close();
        }
    }

    /// <summary>The socket is about to be disposed of: what waits for it comes to its end.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _isClosed = true;
            _reactor?.Forget(_watch);
        }

        reader.Close();
        if (sender.IsWatched)
        {
            sender.Close();
        }
    }

    /// <summary>False when no watch can be had, or the socket is closed already.</summary>
    private bool TryWatch(EpollReactor epoll)
    {
        lock (_lock)
        {
            if (_isClosed || epoll == _reactor)
            {
                return !_isClosed;
            }

            _reactor?.Forget(_watch, socket);
            _reactor = null;
            reader.IsWatched = sender.IsWatched = true;
            try
            {
                _watch = epoll.Watch(socket, this);
                _reactor = epoll;
                return true;
            }
            catch (Exception e) when (e is Win32Exception or ObjectDisposedException)
            {
                return false;
            }
        }
    }
}
