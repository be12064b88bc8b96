using RpcHttpProxy.Core;

namespace RpcHttpProxy.Transport.Timers;

/// <summary>
/// All timers of a process behind one system timer. The only place below hosting that reads a clock. Stopping a timer removes it, so
/// that connections that open and close by the thousand leave nothing behind until their fifteen minutes are over.
/// </summary>
internal sealed class TimerQueue : IDisposable
{
    private readonly Lock _lock = new();
    private readonly SortedSet<TimerEntry> _entries = [];
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _nextNumber;
    private long _armedFor = long.MaxValue;

    public TimerQueue(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(_ => Tick(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Timers that are running.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _entries.Count;
            }
        }
    }

    /// <summary>Starts a timer.</summary>
    public TimerEntry Set(ITimerTarget target, TimerKind kind, TimeSpan due)
    {
        lock (_lock)
        {
            long at = _time.GetTimestamp() + (long)(due.TotalSeconds * _time.TimestampFrequency);
            var entry = new TimerEntry(at, _nextNumber++, kind, target);
            _entries.Add(entry);
            Arm();
            return entry;
        }
    }

    /// <summary>Stops a timer; nothing happens when it has elapsed already.</summary>
    public void Cancel(TimerEntry? entry)
    {
        if (entry is not null)
        {
            lock (_lock)
            {
                _entries.Remove(entry);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        while (true)
        {
            TimerEntry? due;
            lock (_lock)
            {
                due = _entries.Min;
                if (due is null || due.Due > _time.GetTimestamp())
                {
                    _armedFor = long.MaxValue;
                    Arm();
                    return;
                }

                _entries.Remove(due);
            }

            due.Target.Elapsed(due.Kind, due);
        }
    }

    /// <summary>Sets the system timer when the first entry comes earlier than what it is set to.</summary>
    private void Arm()
    {
        if (_entries.Min is not { } first || first.Due >= _armedFor)
        {
            return;
        }

        _armedFor = first.Due;
        double seconds = Math.Max(0, (double)(first.Due - _time.GetTimestamp()) / _time.TimestampFrequency);

        // A millisecond more than rounded down: a tick that comes too early finds nothing due and would be set again.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Floor(seconds * 1000) + 1), Timeout.InfiniteTimeSpan);
    }
}
