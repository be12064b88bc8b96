using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Timers;

namespace RpcHttpProxy.Engine.Sockets;

/// <summary>
/// Accepts what connects to a listening socket: in turns of a reactor that has epoll, else wherever the runtime's socket threads go on.
/// There is one for each listening socket, which is closed with it. One reactor accepts for all: an accept costs some microseconds, and of
/// several sockets on one port each that is closed would reset what waits in its queue.
/// </summary>
public sealed class SocketAcceptor : IReadyTarget, ITimerTarget, IDisposable
{
    /* Ours: accepts in one turn, before others of the reactor have theirs. */
    private const int MostAtOnce = 64;

    /* Ours: the pause after a failed accept, which would otherwise fail again at once when descriptors are short. */
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(100);

    private readonly Socket _listener;
    private readonly EpollReactor? _reactor;
    private readonly TimeProvider _time;
    private readonly Action<Socket> _accepted;
    private readonly Action<SocketException> _failed;
    private readonly CancellationTokenSource _closed = new();
    private readonly Action _accept;
    private readonly ulong _watch;
    private TimerEntry? _pause;
    private int _isClosed;

    /// <summary>Begins to accept.</summary>
    /// <param name="listener">Bound and listening; disposed of with this.</param>
    /// <param name="reactor">Whose turns they are; null, or one without epoll, for the runtime's own way.</param>
    /// <param name="time">The clock.</param>
    /// <param name="accepted">Takes each connection, non-blocking where a reactor has accepted it. Must not throw.</param>
    /// <param name="failed">Told of each accept that fails; accepting goes on.</param>
    public SocketAcceptor(Socket listener, Reactor? reactor, TimeProvider time, Action<Socket> accepted, Action<SocketException> failed)
    {
        (_listener, _time, _accepted, _failed) = (listener, time, accepted, failed);
        _accept = () => AcceptAll(isTold: false);
        if (reactor is EpollReactor epoll)
        {
            _reactor = epoll;
            _listener.Blocking = false;
            _watch = epoll.Watch(listener, this);
        }
        else
        {
            _ = AcceptAsync(_closed.Token);
        }
    }

    /// <summary>Accepts no more. What connects from here on is refused, and what was not accepted yet is reset. Any thread.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isClosed, 1) == 0)
        {
            _closed.Cancel();
            _reactor?.Forget(_watch);
            _listener.Dispose();
            _closed.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Ready(Readiness readiness) => AcceptAll(isTold: true);

    /// <inheritdoc/>
    public void Elapsed(TimerEntry entry)
    {
        _pause = null;
        AcceptAll(isTold: false);
    }

    private void AcceptAll(bool isTold)
    {
        if (_pause is not null)
        {
            return; // Whatever connects meanwhile is accepted behind it.
        }

        for (int i = 0; i < MostAtOnce; i++)
        {
            if (!TryAccept(isTold && i == 0, out Socket? connection))
            {
                return;
            }

            _accepted(connection);
        }

        _reactor!.Post(_accept);
    }

    private bool TryAccept(bool isTold, [NotNullWhen(true)] out Socket? connection)
    {
        connection = null;
        try
        {
            // Polled first, unless an event has just told of one: an accept that finds none throws.
            connection = isTold || _listener.Poll(0, SelectMode.SelectRead) ? _listener.Accept() : null;
        }
        catch (ObjectDisposedException)
        {
            // Closed.
        }
        catch (SocketException e)
        {
            if (e.SocketErrorCode != SocketError.WouldBlock && Volatile.Read(ref _isClosed) == 0)
            {
                _failed(e);
                _pause = _reactor!.Timers.Set(this, 0, s_pause);
            }
        }

        return connection is not null;
    }

    private async Task AcceptAsync(CancellationToken closed)
    {
        while (!closed.IsCancellationRequested)
        {
            try
            {
                _accepted(await _listener.AcceptAsync(closed));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e)
            {
                if (closed.IsCancellationRequested)
                {
                    return;
                }

                _failed(e);
                await Task.Delay(s_pause, _time, closed).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
