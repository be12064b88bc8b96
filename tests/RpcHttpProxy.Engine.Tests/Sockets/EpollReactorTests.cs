using System.Collections.Concurrent;
using System.Net.Sockets;
using RpcHttpProxy.Engine.Sockets;
using RpcHttpProxy.Engine.Timers;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Engine.Tests.Sockets;

public sealed class EpollReactorTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly ConcurrentQueue<TimeSpan> _slow = new();
    private readonly EpollReactor _reactor;

    public EpollReactorTests() => _reactor = New();

    public void Dispose() => _reactor.Dispose();

    [Fact]
    public async Task What_is_posted_is_done_in_order_on_the_reactors_thread()
    {
        List<int> done = [];
        for (int i = 0; i < 1_000; i++)
        {
            int number = i;
            _reactor.Post(() => done.Add(_reactor.IsCurrent ? number : -1));
        }

        await AllTurnsAsync();
        Assert.Equal(Enumerable.Range(0, 1_000), done);
    }

    [Fact]
    public async Task A_reactor_that_sleeps_is_woken_by_each_of_many_threads()
    {
        const int Threads = 4, Each = 2_000;
        int done = 0;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < Each; i++)
            {
                var one = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _reactor.Post(() =>
                {
                    done++;
                    one.SetResult();
                });
                await one.Task.WaitAsync(s_patience);
            }
        })));
        Assert.Equal(Threads * Each, done);
    }

    [Fact]
    public async Task A_turn_allocates_nothing_of_its_own()
    {
        const int Turns = 2_000;
        long before = 0, allocated = 0;
        int ran = 0;
        Action turn = () => Interlocked.Increment(ref ran);
        for (int i = 0; i < Turns; i++)
        {
            if (i == Turns / 2)
            {
                _reactor.Post(() => before = GC.GetAllocatedBytesForCurrentThread());
            }

            int awaited = i;
            _reactor.Post(turn);
            Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref ran) > awaited, s_patience));
        }

        _reactor.Post(() => allocated = GC.GetAllocatedBytesForCurrentThread() - before);
        await AllTurnsAsync();

        Assert.InRange(allocated, 0, Turns); // less than a byte a turn: what the code's own optimization takes now and then
    }

    [Fact]
    public async Task A_timer_ends_the_sleep()
    {
        var target = new Elapses();
        _reactor.Post(() => _reactor.Timers.Set(target, 7, TimeSpan.FromMilliseconds(30)));
        Assert.Equal(7, await target.Kind.Task.WaitAsync(s_patience));
    }

    [Fact]
    public async Task A_socket_is_told_as_readable_as_writable_and_as_finished_by_its_peer()
    {
        using var pair = new SocketPair();
        var told = new Told();
        _reactor.Watch(pair.Near, told);
        Assert.True((await told.NextAsync()).HasFlag(Readiness.Writable));

        pair.Far.Send("x"u8);
        Assert.True((await told.NextAsync()).HasFlag(Readiness.Readable));

        pair.Far.Shutdown(SocketShutdown.Send);
        Assert.True((await told.NextAsync()).HasFlag(Readiness.PeerFinished));
    }

    [Fact]
    public async Task What_was_there_before_the_watch_is_told()
    {
        using var pair = new SocketPair();
        pair.Far.Send("x"u8);
        pair.Near.Poll(s_patience, SelectMode.SelectRead);
        var told = new Told();
        _reactor.Watch(pair.Near, told);
        Assert.True((await told.NextAsync()).HasFlag(Readiness.Readable));
    }

    [Fact]
    public async Task A_descriptor_that_is_used_again_tells_nobody_who_watched_the_one_before()
    {
        for (int i = 0; i < 200; i++)
        {
            var before = new Told();
            var pair = new SocketPair();
            ulong watch = _reactor.Watch(pair.Near, before);
            await before.NextAsync();
            _reactor.Forget(watch);
            pair.Dispose();
            int told = before.Count;

            using var next = new SocketPair(); // most likely with the same descriptors
            var after = new Told();
            _reactor.Watch(next.Near, after);
            await after.NextAsync();
            next.Far.Send("x"u8);
            await after.NextAsync();
            Assert.Equal(told, before.Count);
        }
    }

    [Fact]
    public async Task A_socket_can_be_handed_to_another_reactor()
    {
        using EpollReactor other = New();
        using var pair = new SocketPair();
        var told = new Told();
        ulong watch = _reactor.Watch(pair.Near, told);
        await told.NextAsync();
        _reactor.Forget(watch, pair.Near);
        other.Watch(pair.Near, told);
        await told.NextAsync();
        pair.Far.Send("x"u8);
        Assert.True((await told.NextAsync()).HasFlag(Readiness.Readable));
    }

    [Fact]
    public async Task Handing_over_a_socket_that_is_closed_leaves_the_next_of_its_number_alone()
    {
        for (int i = 0; i < 200; i++)
        {
            var pair = new SocketPair();
            ulong watch = _reactor.Watch(pair.Near, new Told());
            pair.Dispose();

            using var next = new SocketPair(); // most likely with the same descriptors
            var told = new Told();
            _reactor.Watch(next.Near, told);
            await told.NextAsync();
            _reactor.Forget(watch, pair.Near);
            Assert.Throws<ObjectDisposedException>(() => _reactor.Watch(pair.Near, new Told()));
            next.Far.Send("x"u8);
            Assert.True((await told.NextAsync()).HasFlag(Readiness.Readable));
        }
    }

    [Fact]
    public async Task Work_that_posts_itself_again_and_again_keeps_no_socket_waiting()
    {
        using var pair = new SocketPair();
        int posts = 0, postsBeforeReadable = 0;
        var told = new TaskCompletionSource();
        _reactor.Watch(pair.Near, new Hears(readiness =>
        {
            if (readiness.HasFlag(Readiness.Readable))
            {
                postsBeforeReadable = posts;
                told.TrySetResult();
            }
        }));

        _reactor.Post(() => pair.Far.Send("x"u8));
        _reactor.Post(Again);
        await told.Task.WaitAsync(s_patience);

        Assert.InRange(postsBeforeReadable, 0, 16);

        void Again()
        {
            posts++;
            if (!told.Task.IsCompleted)
            {
                _reactor.Post(Again);
            }
        }
    }

    [Fact]
    public async Task A_fault_of_one_target_is_told_and_stops_nobody()
    {
        using var pair = new SocketPair();
        using var bad = new SocketPair();
        _reactor.Watch(bad.Near, new Faulty());
        var told = new Told();
        _reactor.Watch(pair.Near, told);
        await told.NextAsync();
        await AllTurnsAsync();
        Assert.Contains(_faults, fault => fault is InvalidCastException);
    }

    [Fact]
    public async Task A_turn_that_takes_its_time_is_told()
    {
        var time = new Passing();
        using var reactor = new EpollReactor("test", time, _faults.Enqueue, _slow.Enqueue);
        reactor.Post(() => time.Pass(TimeSpan.FromMilliseconds(51)));
        await Eventually.TrueAsync(() => !_slow.IsEmpty, () => "not told");

        Assert.Equal(1, reactor.SlowTurns);
    }

    [Fact]
    public async Task What_was_posted_before_the_end_is_done()
    {
        int done = 0;
        for (int i = 0; i < 5_000; i++)
        {
            _reactor.Post(() => done++);
        }

        await Task.Run(_reactor.Dispose).WaitAsync(s_patience);
        Assert.Equal(5_000, done);
        using var pair = new SocketPair();
        Assert.Throws<ObjectDisposedException>(() => _reactor.Watch(pair.Near, new Told()));
    }

    private EpollReactor New() => new("test", TimeProvider.System, _faults.Enqueue, _slow.Enqueue);

    private Task AllTurnsAsync()
    {
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _reactor.Post(last.SetResult);
        return last.Task.WaitAsync(s_patience);
    }

    private sealed class Elapses : ITimerTarget
    {
        public TaskCompletionSource<int> Kind { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Elapsed(TimerEntry entry) => Kind.SetResult(entry.Kind);
    }

    private sealed class Hears(Action<Readiness> heard) : IReadyTarget
    {
        public void Ready(Readiness readiness) => heard(readiness);
    }

    private sealed class Faulty : IReadyTarget
    {
        public void Ready(Readiness readiness) => throw new InvalidCastException("a fault");
    }

    /// <summary>Counts, and hands over what it is told, one after the other.</summary>
    private sealed class Told : IReadyTarget
    {
        private readonly System.Threading.Channels.Channel<Readiness> _told = System.Threading.Channels.Channel.CreateUnbounded<Readiness>();
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void Ready(Readiness readiness)
        {
            Interlocked.Increment(ref _count);
            _told.Writer.TryWrite(readiness);
        }

        public async Task<Readiness> NextAsync() => await _told.Reader.ReadAsync().AsTask().WaitAsync(s_patience);
    }

    /// <summary>The system's clock, ahead by what has passed here.</summary>
    private sealed class Passing : TimeProvider
    {
        private long _ahead;

        public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _ahead);

        public void Pass(TimeSpan time) => Interlocked.Add(ref _ahead, (long)(time.TotalSeconds * TimestampFrequency));
    }
}
