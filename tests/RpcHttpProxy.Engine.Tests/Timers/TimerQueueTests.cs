using System.Collections.Concurrent;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Timers;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Engine.Tests.Timers;

public sealed class TimerQueueTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly Target _target = new();
    private readonly TimerTally _tally = new();
    private readonly InlineReactor _reactor;

    public TimerQueueTests() => _reactor = new InlineReactor(_time, fault => Assert.Fail(fault.ToString()));

    public void Dispose() => _reactor.Dispose();

    [Fact]
    public void Timers_elapse_in_the_order_of_their_times_whatever_the_order_of_setting()
    {
        TimerEntry[] set = [.. new[] { 3, 1, 2, 1, 3 }.Select(seconds => Set(TimeSpan.FromSeconds(seconds)))];
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal([set[1], set[3], set[2], set[0], set[4]], _target.Elapsed);
        Assert.Equal(0, _tally.Count);
    }

    [Theory]
    [InlineData(999, false)]
    [InlineData(1_001, true)]
    public void A_timer_elapses_not_before_its_time_and_soon_after(int milliseconds, bool elapses)
    {
        Set(TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
        Assert.Equal(elapses, !_target.Elapsed.IsEmpty);
    }

    [Fact]
    public void A_timer_that_was_stopped_does_not_elapse_and_leaves_nothing()
    {
        TimerEntry stopped = Set(TimeSpan.FromSeconds(1));
        TimerEntry running = Set(TimeSpan.FromSeconds(2));
        Cancel(stopped);
        Cancel(stopped);
        Cancel(null);
        Assert.Equal(1, _tally.Count);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([running], _target.Elapsed);
    }

    [Fact]
    public void An_earlier_timer_that_is_set_later_elapses_first()
    {
        Set(TimeSpan.FromMinutes(15));
        TimerEntry early = Set(TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal([early], _target.Elapsed);
        _time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(2, _target.Elapsed.Count);
    }

    [Fact]
    public void A_timer_can_be_set_when_one_elapses()
    {
        _target.Then = () => _reactor.Timers.Set(_target, 0, TimeSpan.FromSeconds(1), _tally);
        Set(TimeSpan.FromSeconds(1));
        for (int i = 1; i <= 10; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1.05));
            Assert.Equal(i, _target.Elapsed.Count);
        }

        Assert.Equal(1, _tally.Count);
    }

    [Fact]
    public void All_timers_share_one_of_the_system()
    {
        for (int i = 0; i < 1_000; i++)
        {
            Set(TimeSpan.FromSeconds(1 + (i % 7)));
        }

        Assert.Equal(1, _time.RunningTimers);
        _time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal(1_000, _target.Elapsed.Count);
        _reactor.Dispose();
        Assert.Equal(0, _time.RunningTimers);
    }

    [Fact]
    public async Task Timers_set_and_stopped_by_many_threads_while_time_goes_on_each_elapse_once_or_never()
    {
        const int Each = 5_000;
        var stopped = new ConcurrentBag<TimerEntry>();
        var running = new ConcurrentBag<TimerEntry>();
        Task[] threads = [.. Enumerable.Range(0, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            for (int i = 0; i < Each; i++)
            {
                bool stops = random.Next(2) == 0;
                TimeSpan due = TimeSpan.FromMilliseconds(random.Next(1, 50));
                _reactor.Post(() =>
                {
                    TimerEntry entry = _reactor.Timers.Set(_target, 0, due, _tally);
                    if (stops)
                    {
                        _reactor.Post(() => _reactor.Timers.Cancel(entry));
                    }

                    (stops ? stopped : running).Add(entry);
                });
                if (seed == 0)
                {
                    _time.Advance(TimeSpan.FromMilliseconds(1));
                }
            }
        }))];
        await Task.WhenAll(threads);
        await AllTurnsAsync();
        _time.Advance(TimeSpan.FromSeconds(1));
        await AllTurnsAsync();
        Assert.Equal(0, _tally.Count);
        Assert.Equal(4 * Each, stopped.Count + running.Count);
        Assert.Equal(_target.Elapsed.Count, _target.Elapsed.Distinct().Count());
        Assert.Empty(running.Except(_target.Elapsed));
        Assert.Empty(_target.Elapsed.Except(running).Except(stopped));
    }

    [Fact]
    public void Other_timers_elapse_though_the_target_of_one_has_a_fault()
    {
        var faults = new ConcurrentQueue<Exception>();
        using var reactor = new InlineReactor(_time, faults.Enqueue);
        var faulty = new Target { Then = () => throw new InvalidCastException("a fault") };
        reactor.Post(() =>
        {
            reactor.Timers.Set(faulty, 0, TimeSpan.FromSeconds(1), _tally);
            reactor.Timers.Set(_target, 0, TimeSpan.FromSeconds(1), _tally);
        });
        _time.Advance(TimeSpan.FromSeconds(2));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.IsType<InvalidCastException>(Assert.Single(faults));
        Assert.Single(_target.Elapsed);
        Assert.Equal(0, _tally.Count);
    }

    private Task AllTurnsAsync()
    {
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _reactor.Post(last.SetResult);
        return last.Task;
    }

    private TimerEntry Set(TimeSpan due)
    {
        TimerEntry? entry = null;
        _reactor.Post(() => entry = _reactor.Timers.Set(_target, 0, due, _tally));
        return entry!;
    }

    private void Cancel(TimerEntry? entry) => _reactor.Post(() => _reactor.Timers.Cancel(entry));

    private sealed class Target : ITimerTarget
    {
        public ConcurrentQueue<TimerEntry> Elapsed { get; } = new();

        public Action Then { get; set; } = () => { };

        void ITimerTarget.Elapsed(TimerEntry entry)
        {
            Elapsed.Enqueue(entry);
            Then();
        }
    }
}
