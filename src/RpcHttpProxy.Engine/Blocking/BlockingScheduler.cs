using System.Globalization;

namespace RpcHttpProxy.Engine.Blocking;

/// <summary>
/// Makes calls of one kind that block and can't be interrupted, on a few threads of its own: whatever hangs there, hangs nothing else. A call
/// that is still running at its deadline is abandoned: its caller gets an error, another thread takes the place of its own, and it keeps
/// its requester's share until it returns. When too many hang, every further call is refused at once, until some have returned.
/// </summary>
public sealed class BlockingScheduler : IDisposable
{
    private readonly object _lock = new(); // Monitor.Wait: a Lock has none
    private readonly string _kind;
    private readonly BlockingBounds _bounds;
    private readonly TimeProvider _time;
    private readonly BlockingQueue _queue;
    private int _threads;
    private int _idleThreads;
    private int _abandoned;
    private int _started;
    private bool _isEnded;

    /// <summary>No thread is started yet.</summary>
    /// <param name="kind">What the calls do, in the plural: for messages.</param>
    /// <param name="bounds">How much they may take.</param>
    /// <param name="time">The clock of their deadline.</param>
    public BlockingScheduler(string kind, BlockingBounds bounds, TimeProvider time)
    {
        _kind = kind;
        _bounds = bounds;
        _time = time;
        _queue = new BlockingQueue(bounds);
    }

    /// <summary>What the calls do.</summary>
    public string Kind => _kind;

    /// <summary>How much they may take.</summary>
    public BlockingBounds Bounds => _bounds;

    /// <summary>Whether so many calls hang that every further one is refused.</summary>
    public bool IsWedged => Report().Abandoned >= _bounds.MaxAbandoned;

    /// <summary>How it is at this moment.</summary>
    public BlockingReport Report()
    {
        lock (_lock)
        {
            return new BlockingReport(_queue.Running - _abandoned, _bounds.Threads, _queue.Waiting, _abandoned, _bounds.MaxAbandoned);
        }
    }

    /// <summary>
    /// Makes a call, or waits for the one of its key that is being made. Throws <see cref="BlockingRefusedException"/> when it isn't made, or has no thread in time,
    /// <see cref="TimeoutException"/> at its deadline, and what the call throws. Cancelled, it completes at once, whatever the call does.
    /// </summary>
    /// <param name="call">What blocks; calls of one key have one type.</param>
    /// <param name="requester">For whom: each has his share.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    /// <param name="key">Calls of one key are made once; null for one of its own.</param>
    public async Task<T> RunAsync<T>(Func<T> call, string requester, CancellationToken cancellation, string? key = null)
    {
        BlockingCall<T> joined;
        lock (_lock)
        {
            if (_isEnded)
            {
                throw new BlockingRefusedException($"no more {_kind}: the process ends");
            }

            if (_abandoned >= _bounds.MaxAbandoned)
            {
                throw Wedged();
            }

            joined = (BlockingCall<T>?)_queue.Join(new BlockingCall<T>(key, call), requester)
                ?? throw new BlockingRefusedException($"too many {_kind} already: {_queue.Running} running and {_queue.Waiting} waiting");
            WakeOne();
        }

        try
        {
            return await joined.Answer.WaitAsync(_bounds.Deadline, _time, cancellation);
        }
        catch (TimeoutException) when (!joined.Answer.IsCompleted)
        {
            throw WhyLate(joined);
        }
        finally
        {
            lock (_lock)
            {
                _queue.Leave(joined, requester);
            }
        }
    }

    /// <summary>Starts all threads now: later there may be no descriptor left, of which the runtime wants two to start a thread.</summary>
    public void StartThreads()
    {
        lock (_lock)
        {
            while (_threads < _bounds.Threads)
            {
                StartThread();
            }
        }
    }

    /// <summary>Ends the threads that have nothing to do, and the others when their calls return.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            _isEnded = true;
            Monitor.PulseAll(_lock);
        }
    }

    /// <summary>A call that never had a thread says nothing of whom it would have asked.</summary>
    private Exception WhyLate(BlockingCall call)
    {
        lock (_lock)
        {
            return call.RunsFor is null ? new BlockingRefusedException($"no thread was free for {_kind} within {_bounds.Deadline.TotalSeconds:0.###} s") : Late();
        }
    }

    private TimeoutException Late() => new($"not done within {_bounds.Deadline.TotalSeconds:0.###} s");

    private BlockingRefusedException Wedged() => new($"{_bounds.MaxAbandoned} {_kind} hang and don't return");

    private void WakeOne()
    {
        if (_idleThreads > 0)
        {
            _idleThreads--;
            Monitor.Pulse(_lock);
        }
        else if (_threads < _bounds.Threads)
        {
            TryStartThread();
        }
    }

    private void StartThread()
    {
        new Thread(Work) { IsBackground = true, Name = string.Create(CultureInfo.InvariantCulture, $"{_kind} {++_started}") }.Start();
        _threads++;
    }

    private void Work()
    {
        while (Next() is { } call)
        {
            using (_time.CreateTimer(Abandon, call, _bounds.Deadline, Timeout.InfiniteTimeSpan))
            {
                call.Run();
            }

            bool isSpare = false;
            lock (_lock)
            {
                call.IsOver = true;
                _queue.Finish(call);
                if (call.IsAbandoned)
                {
                    _abandoned--;
                    isSpare = _threads >= _bounds.Threads; // another has its place
                    _threads += isSpare ? 0 : 1;
                }

                if (isSpare && _queue.Waiting > 0)
                {
                    WakeOne(); // for the share that this call has given back
                }
            }

            call.Complete();
            if (isSpare)
            {
                return;
            }
        }
    }

    private BlockingCall? Next()
    {
        lock (_lock)
        {
            BlockingCall? next;
            while ((next = _queue.Take()) is null)
            {
                if (_isEnded)
                {
                    _threads--;
                    return null;
                }

                _idleThreads++;
                Monitor.Wait(_lock);
            }

            return next;
        }
    }

    private void Abandon(object? state)
    {
        var call = (BlockingCall)state!;
        IReadOnlyList<BlockingCall> refused = [];
        lock (_lock)
        {
            if (call.IsOver)
            {
                return;
            }

            call.IsAbandoned = true;
            _threads--;
            if (++_abandoned >= _bounds.MaxAbandoned)
            {
                refused = _queue.TakeAllWaiting();
            }
            else
            {
                TryStartThread();
            }
        }

        call.Fail(Late());
        foreach (BlockingCall one in refused)
        {
            one.Fail(Wedged());
        }
    }

    private void TryStartThread()
    {
        try
        {
            StartThread();
        }
        catch (OutOfMemoryException)
        {
            // No descriptor for it: those that are left go on, and the next call tries again.
        }
    }
}
