using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Engine.Sockets;

/// <summary>
/// A reactor with a thread of its own, which waits for sockets, timers and what is posted, and for nothing else. What several sockets have
/// brought is one turn, at whose end what is to be written goes out. Linux only.
/// </summary>
public sealed class EpollReactor : Reactor, IDisposable
{
    /* Ours: how often what posts have posted is done before the sockets are looked at again. A link that goes on by posting waits its turn. */
    private const int MostRounds = 4;

    /* Ours: whatever takes longer keeps every connection of this reactor waiting, and is told. */
    private static readonly TimeSpan s_slow = TimeSpan.FromMilliseconds(50);

    /* Ours: the pause after a fault of the loop itself, so that one that stays doesn't fill the log. */
    private static readonly TimeSpan s_afterFault = TimeSpan.FromMilliseconds(100);

    /* Ours: a turn takes less than a millisecond; one that takes this long has hung. */
    private static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(2);

    private readonly Epoll _epoll = new();
    private readonly ConcurrentDictionary<ulong, IReadyTarget> _targets = new();
    private readonly ConcurrentQueue<Action> _mailbox = new();
    private readonly Action<TimeSpan> _slow;
    private readonly ManualResetEventSlim _stopped = new();
    private readonly Thread _thread;
    private ulong _lastWatch;
    private long _slowTurns;
    private int _isAwake = 1;
    private volatile bool _isStopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's name, for people with a debugger.</param>
    /// <param name="time">The clock of its timers; the wait is the system's, so a clock that is set by hand won't do.</param>
    /// <param name="fault">Told of exceptions that no link or session has caught.</param>
    /// <param name="slow">Told of turns that have taken longer than 50 ms: something in them has blocked.</param>
    public EpollReactor(string name, TimeProvider time, Action<Exception> fault, Action<TimeSpan> slow)
        : base(time, fault)
    {
        _slow = slow;
        _thread = new Thread(Run) { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>True where there is epoll.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Turns that have taken longer than 50 ms. Any thread.</summary>
    public long SlowTurns => Interlocked.Read(ref _slowTurns);

    /// <inheritdoc/>
    public override void Post(Action work)
    {
        _mailbox.Enqueue(work);
        if (!IsCurrent && Interlocked.Exchange(ref _isAwake, 1) == 0)
        {
            _epoll.Wake();
        }
    }

    /// <summary>
    /// Tells a target what becomes of a socket, first what has become of it already, until the socket is closed and <see cref="Forget(ulong)"/> is
    /// called. Gives what names the watch; it is never given again. Any thread. Throws when descriptors are short or the socket is closed.
    /// </summary>
    public ulong Watch(Socket socket, IReadyTarget target)
    {
        ObjectDisposedException.ThrowIf(_isStopping, this);
        ulong watch = Interlocked.Increment(ref _lastWatch);
        _targets[watch] = target;
        try
        {
            _epoll.Watch(socket.SafeHandle, watch);
        }
        catch
        {
            Forget(watch);
            throw;
        }

        return watch;
    }

    /// <summary>Nothing is told of it any more; the socket is closed, or about to be. Any thread.</summary>
    public void Forget(ulong watch) => _targets.TryRemove(watch, out _);

    /// <summary>The same for a socket that is watched elsewhere from now on.</summary>
    public void Forget(ulong watch, Socket socket)
    {
        Forget(watch);
        try
        {
            _epoll.Unwatch(socket.SafeHandle);
        }
        catch (ObjectDisposedException)
        {
            // The socket is closed, or this reactor has ended: nothing watches it any more.
        }
    }

    /// <summary>Ends the thread; what was posted is done before. A turn that hangs is waited for no longer than two seconds, and ends with the process.</summary>
    public void Dispose()
    {
        if (!_isStopping)
        {
            _isStopping = true;
            _stopped.Set();
            _epoll.Wake();
            if (Environment.CurrentManagedThreadId != _thread.ManagedThreadId)
            {
                _thread.Join(s_longestEnd);
            }
        }
    }

    /// <inheritdoc/>
    protected override void WakeBefore(long timestamp)
    {
        // The next wait looks at the earliest timer; and this is a turn, so that no wait is under way.
    }

    [SuppressMessage("Design", "CA1031", Justification = "A fault outside of all turns must not stop this reactor, and the process with it.")]
    private void Run()
    {
        while (!_isStopping || !_mailbox.IsEmpty)
        {
            try
            {
                RunRound();
            }
            catch (Exception e)
            {
                EndTurn();
                OnFault(e);
                if (_isStopping)
                {
                    break; // A fault that stays would keep it from its end.
                }

                _stopped.Wait(s_afterFault); // It may come again at once.
            }
        }

        Volatile.Write(ref _isAwake, 1); // It is not woken any more.
        _epoll.Dispose();
    }

    /// <summary>Waits once, and does what there is to do then.</summary>
    private void RunRound()
    {
        int count = _epoll.Wait(Sleep());
        Volatile.Write(ref _isAwake, 1);
        long begun = Time.GetTimestamp();
        Dispatch(count);
        Deliver();
        if (Timers.Earliest <= begun)
        {
            RunTurn(Timers.Tick);
        }

        if (Time.GetElapsedTime(begun) is var taken && taken > s_slow)
        {
            TellSlow(taken);
        }
    }

    /// <summary>In a method of its own: what a lambda captures is allocated where its scope begins, which would be for each wait.</summary>
    private void TellSlow(TimeSpan taken)
    {
        Interlocked.Increment(ref _slowTurns);
        RunTurn(() => _slow(taken));
    }

    /// <summary>How long the wait may be, in milliseconds, rounded up: a tick that comes too early finds nothing due.</summary>
    private int Sleep()
    {
        Interlocked.Exchange(ref _isAwake, 0);
        if (!_mailbox.IsEmpty || _isStopping)
        {
            return 0;
        }

        long earliest = Timers.Earliest;
        if (earliest == long.MaxValue)
        {
            return -1;
        }

        double seconds = (double)(earliest - Time.GetTimestamp()) / Time.TimestampFrequency;
        return (int)Math.Clamp(Math.Ceiling(seconds * 1000), 0, int.MaxValue);
    }

    private void Dispatch(int count)
    {
        if (count == 0)
        {
            return;
        }

        BeginTurn();
        for (int i = 0; i < count; i++)
        {
            if (_epoll.TryGet(i, out ulong watch, out Readiness readiness) && _targets.TryGetValue(watch, out IReadyTarget? target))
            {
                Tell(target, readiness);
            }
        }

        EndTurn();
    }

    [SuppressMessage("Design", "CA1031", Justification = "A fault in one target must not stop what else this reactor owns.")]
    private void Tell(IReadyTarget target, Readiness readiness)
    {
        try
        {
            target.Ready(readiness);
        }
        catch (Exception e)
        {
            OnFault(e);
        }
    }

    /// <summary>What was posted is done, and, for some rounds, what that posts; but the sockets are not kept waiting for long.</summary>
    private void Deliver()
    {
        for (int round = 0; round < MostRounds && !_mailbox.IsEmpty; round++)
        {
            for (int posts = _mailbox.Count; posts > 0 && _mailbox.TryDequeue(out Action? work); posts--)
            {
                RunTurn(work);
            }
        }
    }
}
