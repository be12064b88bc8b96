namespace RpcHttpProxy.Engine.Timers;

/// <summary>
/// All timers of one reactor, used in its turns only. A timer that is stopped is removed, so that connections that open and close by the
/// thousand leave nothing behind until their fifteen minutes are over.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="wakeBefore">Told, in timestamps of the clock, when the earliest timer has become earlier.</param>
public sealed class TimerQueue(TimeProvider time, Action<long> wakeBefore)
{
    private readonly SortedSet<TimerEntry> _entries = new(Comparer<TimerEntry>.Create(TimerEntry.Compare));
    private long _nextNumber;
    private long _armedFor = long.MaxValue;

    /// <summary>When the earliest timer elapses, in timestamps of the clock; <see cref="long.MaxValue"/> when none runs.</summary>
    public long Earliest => _entries.Min?.Due ?? long.MaxValue;

    /// <summary>Starts a timer.</summary>
    public TimerEntry Set(ITimerTarget target, int kind, TimeSpan due, TimerTally? tally = null)
    {
        long at = time.GetTimestamp() + (long)(due.TotalSeconds * time.TimestampFrequency);
        var entry = new TimerEntry(at, _nextNumber++, kind, target, tally);
        _entries.Add(entry);
        tally?.Add(1);
        Arm();
        return entry;
    }

    /// <summary>Stops a timer; nothing happens when it has elapsed already, or when there is none.</summary>
    public void Cancel(TimerEntry? entry)
    {
        if (entry is not null && _entries.Remove(entry))
        {
            entry.Tally?.Add(-1);
        }
    }

    /// <summary>Lets every timer elapse that is due. When a target throws, the others elapse in the next turn.</summary>
    public void Tick()
    {
        _armedFor = long.MaxValue;
        try
        {
            while (_entries.Min is { } first && first.Due <= time.GetTimestamp())
            {
                Cancel(first);
                first.Target.Elapsed(first);
            }
        }
        finally
        {
            Arm();
        }
    }

    private void Arm()
    {
        if (Earliest < _armedFor)
        {
            _armedFor = Earliest;
            wakeBefore(_armedFor);
        }
    }
}
