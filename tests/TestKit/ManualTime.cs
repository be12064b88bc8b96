using Microsoft.Extensions.Time.Testing;

namespace RpcHttpProxy.TestKit;

/// <summary>A fake clock that knows how many timers are set.</summary>
public sealed class ManualTime : FakeTimeProvider
{
    private int _runningTimers;

    /// <summary>How many timers are set.</summary>
    public int RunningTimers => Volatile.Read(ref _runningTimers);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        CountedTimer timer = new(this);
        timer.Inner = base.CreateTimer(_ => timer.Elapsed(() => callback(state)), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class CountedTimer(ManualTime time) : ITimer
    {
        private bool _isSet;

        public ITimer Inner { get; set; } = null!;

        public void Elapsed(Action callback)
        {
            Count(false);
            callback();
        }

        /// <summary>One-shot timers only: nothing here has a period.</summary>
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (period != Timeout.InfiniteTimeSpan && period != TimeSpan.Zero)
            {
                throw new NotSupportedException("A manual timer has no period.");
            }

            Count(dueTime != Timeout.InfiniteTimeSpan);
            return Inner.Change(dueTime, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            Count(false);
            Inner.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private void Count(bool isSet)
        {
            if (Interlocked.Exchange(ref _isSet, isSet) != isSet)
            {
                Interlocked.Add(ref time._runningTimers, isSet ? 1 : -1);
            }
        }
    }
}
