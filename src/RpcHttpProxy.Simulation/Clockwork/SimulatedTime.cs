namespace RpcHttpProxy.Simulation.Clockwork;

/// <summary>The virtual clock; its timers are entries of the agenda.</summary>
internal sealed class SimulatedTime(EventQueue agenda, Actor actor) : TimeProvider
{
    private const long TicksPerMicrosecond = TimeSpan.TicksPerMillisecond / 1000;

    private static readonly DateTimeOffset s_begin = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => 1_000_000;

    /// <inheritdoc/>
    public override long GetTimestamp() => agenda.Now;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => s_begin.AddTicks(agenda.Now * TicksPerMicrosecond);

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class Timer(SimulatedTime time, Action elapsed) : ITimer
    {
        private long _setting;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            long setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                time.Note((long)dueTime.TotalMicroseconds, () =>
                {
                    if (setting == _setting)
                    {
                        elapsed();
                    }
                });
            }

            return true;
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }

    private void Note(long microseconds, Action what) => agenda.In(microseconds, actor, what);
}
