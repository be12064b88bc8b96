using System.Collections.Concurrent;
using RpcHttpProxy.Core;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Timers;

namespace RpcHttpProxy.Transport.Tests.Timers;

public sealed class TimerQueueTests
{
    private readonly ManualTime _time = new();
    private readonly Target _target = new();

    [Fact]
    public void Timers_elapse_in_the_order_of_their_times_whatever_the_order_of_setting()
    {
        using var queue = new TimerQueue(_time);
        TimerEntry[] set = [.. new[] { 3, 1, 2, 1, 3 }.Select(seconds => queue.Set(_target, TimerKind.Linger, TimeSpan.FromSeconds(seconds)))];
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([set[1], set[3], set[2], set[0], set[4]], _target.Elapsed);
        Assert.Equal(0, queue.Count);
    }

    [Theory]
    [InlineData(999, false)]
    [InlineData(1_001, true)]
    public void A_timer_elapses_not_before_its_time_and_soon_after(int milliseconds, bool elapses)
    {
        using var queue = new TimerQueue(_time);
        queue.Set(_target, TimerKind.FirstPdu, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(elapses, !_target.Elapsed.IsEmpty);
    }

    [Fact]
    public void A_timer_that_was_stopped_does_not_elapse_and_leaves_nothing()
    {
        using var queue = new TimerQueue(_time);
        TimerEntry stopped = queue.Set(_target, TimerKind.Linger, TimeSpan.FromSeconds(1));
        TimerEntry running = queue.Set(_target, TimerKind.Linger, TimeSpan.FromSeconds(2));
        queue.Cancel(stopped);
        queue.Cancel(stopped);
        queue.Cancel(null);
        Assert.Equal(1, queue.Count);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([running], _target.Elapsed);
    }

    [Fact]
    public void An_earlier_timer_that_is_set_later_elapses_first()
    {
        using var queue = new TimerQueue(_time);
        queue.Set(_target, TimerKind.ConnectionSetup, TimeSpan.FromMinutes(15));
        TimerEntry early = queue.Set(_target, TimerKind.Linger, TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal([early], _target.Elapsed);
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(2, _target.Elapsed.Count);
    }

    [Fact]
    public void A_timer_can_be_set_when_one_elapses()
    {
        using var queue = new TimerQueue(_time);
        _target.Then = () => queue.Set(_target, TimerKind.Linger, TimeSpan.FromSeconds(1));
        queue.Set(_target, TimerKind.Linger, TimeSpan.FromSeconds(1));
        for (int i = 1; i <= 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1.05));
            Assert.Equal(i, _target.Elapsed.Count);
        }

        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void All_timers_share_one_of_the_system()
    {
        using (var queue = new TimerQueue(_time))
        {
            for (int i = 0; i < 1_000; i++)
            {
                queue.Set(_target, TimerKind.Linger, TimeSpan.FromSeconds(1 + (i % 7)));
            }

            Assert.Equal(1, _time.RunningTimers);
            _time.Advance(TimeSpan.FromSeconds(8));
            Assert.Equal(1_000, _target.Elapsed.Count);
        }

        Assert.Equal(0, _time.RunningTimers);
    }

    [Fact]
    public async Task Timers_set_and_stopped_by_many_threads_while_time_goes_on_each_elapse_once_or_never()
    {
        const int Each = 5_000;
        using var queue = new TimerQueue(_time);
        var stopped = new ConcurrentBag<TimerEntry>();
        var running = new ConcurrentBag<TimerEntry>();
        Task[] threads = [.. Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (int i = 0; i < Each; i++)
            {
                TimerEntry entry = queue.Set(_target, TimerKind.Linger, TimeSpan.FromMilliseconds(random.Next(1, 50)));
                if (random.Next(2) == 0)
                {
                    queue.Cancel(entry);
                    stopped.Add(entry);
                }
                else
                {
                    running.Add(entry);
                }

                if (seed == 0)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(1));
                }
            }
        }))];
        await Task.WhenAll(threads);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(0, queue.Count);
        Assert.Equal(_target.Elapsed.Count, _target.Elapsed.Distinct().Count());
        Assert.Empty(running.Except(_target.Elapsed));
        Assert.Empty(_target.Elapsed.Except(running).Except(stopped));
    }

    private sealed class Target : ITimerTarget
    {
        public ConcurrentQueue<TimerEntry> Elapsed { get; } = new();

        public Action Then { get; set; } = () => { };

        void ITimerTarget.Elapsed(TimerKind kind, TimerEntry entry)
        {
            Elapsed.Enqueue(entry);
            Then();
        }
    }
}
