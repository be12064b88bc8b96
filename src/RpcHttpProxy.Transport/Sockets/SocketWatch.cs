using System.ComponentModel;
using System.Net.Sockets;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sockets;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>Has a reactor tell a socket's reader and sender when they can go on. Without one, the runtime's own socket threads do.</summary>
internal sealed class SocketWatch(Socket socket, SocketReader reader, SocketSender sender) : IReadyTarget
{
    private EpollReactor? _reactor;
    private ulong _watch;

    /// <summary>From here on this reactor tells them, if it is one that can.</summary>
    public void By(Reactor reactor)
    {
        if (reactor is not EpollReactor epoll || epoll == _reactor)
        {
            return;
        }

        _reactor?.Forget(_watch, socket);
        reader.IsWatched = sender.IsWatched = true;
        try
        {
            _watch = epoll.Watch(socket, this);
            _reactor = epoll;
        }
        catch (Exception e) when (e is Win32Exception or ObjectDisposedException)
        {
            // No watch can be had, or the socket is closed already: whoever reads finds out at once.
            _reactor = null;
            Close();
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

    /// <summary>The socket is about to be reset: where it is watched, nobody else ends what waits for it.</summary>
    public void Abandon()
    {
        if (_reactor is not null)
        {
            Close();
        }
    }

    /// <summary>The socket is about to be disposed of: what waits for it comes to its end.</summary>
    public void Close()
    {
        _reactor?.Forget(_watch);
        reader.Close();
        if (sender.IsWatched)
        {
            sender.Close();
        }
    }
}
