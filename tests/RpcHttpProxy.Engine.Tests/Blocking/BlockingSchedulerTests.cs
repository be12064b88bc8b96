using System.Collections.Concurrent;
using RpcHttpProxy.Engine.Blocking;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Engine.Tests.Blocking;

public sealed class BlockingSchedulerTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly BlockingBounds s_bounds = new()
    {
        Threads = 2,
        ThreadsPerRequester = 2,
        CallsPerRequester = 8,
        Waiting = 8,
        Deadline = TimeSpan.FromSeconds(10),
        MaxAbandoned = 4,
    };

    private readonly ManualTime _time = new();
    private readonly ManualResetEventSlim _return = new();
    private readonly SemaphoreSlim _hangs = new(0);
    private readonly List<BlockingScheduler> _made = [];

    [Fact]
    public async Task A_call_is_made_on_a_thread_that_is_nobody_elses()
    {
        bool isOfPool = await Make().RunAsync(() => Thread.CurrentThread.IsThreadPoolThread, "alice", CancellationToken.None);

        Assert.False(isOfPool);
    }

    [Fact]
    public async Task What_a_call_throws_is_its_callers()
    {
        BlockingScheduler calls = Make();

        await Assert.ThrowsAsync<InvalidDataException>(() => calls.RunAsync<int>(() => throw new InvalidDataException(), "alice", CancellationToken.None));

        Assert.Equal(1, await calls.RunAsync(() => 1, "alice", CancellationToken.None));
    }

    [Fact]
    public async Task A_call_that_never_returns_is_given_up_at_its_deadline_and_another_thread_takes_its_place()
    {
        BlockingScheduler calls = Make(s_bounds with { Threads = 1 });
        Task hanging = await HangAsync(calls, "mallory");

        _time.Advance(s_bounds.Deadline - TimeSpan.FromTicks(1));
        Assert.False(hanging.IsCompleted);
        Task<int> later = calls.RunAsync(() => 2, "bob", CancellationToken.None);
        _time.Advance(TimeSpan.FromTicks(1));

        await Assert.ThrowsAsync<TimeoutException>(() => hanging.WaitAsync(s_patience));
        Assert.Equal(2, await later.WaitAsync(s_patience));
        Assert.Equal((0, 1), (calls.Report().Running, calls.Report().Abandoned));
    }

    [Fact]
    public async Task A_call_that_had_no_thread_in_time_was_not_late_but_never_made()
    {
        BlockingScheduler calls = Make(s_bounds with { ThreadsPerRequester = 1 });
        Task hanging = await HangAsync(calls, "mallory");
        Task<int> behind = calls.RunAsync(() => 1, "mallory", CancellationToken.None); // whose share of the threads is used

        _time.Advance(s_bounds.Deadline);

        await Assert.ThrowsAsync<TimeoutException>(() => hanging.WaitAsync(s_patience));
        await Assert.ThrowsAsync<BlockingRefusedException>(() => behind.WaitAsync(s_patience));
    }

    [Fact]
    public async Task When_it_has_ended_calls_are_refused_at_once()
    {
        BlockingScheduler calls = Make();
        calls.StartThreads();
        calls.Dispose();

        await Assert.ThrowsAsync<BlockingRefusedException>(() => calls.RunAsync(() => 1, "alice", CancellationToken.None).WaitAsync(s_patience));
    }

    [Fact]
    public async Task With_too_many_that_hang_every_call_is_refused_at_once_until_some_have_returned()
    {
        BlockingScheduler calls = Make();
        for (int i = 0; i < s_bounds.MaxAbandoned; i++)
        {
            Assert.False(calls.IsWedged);
            Task hanging = await HangAsync(calls, $"client {i}");
            _time.Advance(s_bounds.Deadline);
            await Assert.ThrowsAsync<TimeoutException>(() => hanging.WaitAsync(s_patience));
        }

        Assert.True(calls.IsWedged);
        Task refused = calls.RunAsync(() => 1, "alice", CancellationToken.None);
        Assert.True(refused.IsFaulted);
        Assert.IsType<BlockingRefusedException>(refused.Exception!.InnerException);

        _return.Set();
        await Eventually.TrueAsync(() => calls.Report() is { Abandoned: 0, Running: 0 }, () => $"{calls.Report()}");
        Assert.False(calls.IsWedged);
        int[] served = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => calls.RunAsync(() => 1, "alice", CancellationToken.None)));
        Assert.All(served, result => Assert.Equal(1, result));
    }

    [Fact]
    public async Task The_last_one_that_is_too_many_has_those_that_wait_refused()
    {
        BlockingScheduler calls = Make(s_bounds with { Threads = 1, MaxAbandoned = 1 });
        Task hanging = await HangAsync(calls, "mallory");
        _time.Advance(TimeSpan.FromSeconds(1));
        Task waiting = calls.RunAsync(() => 1, "alice", CancellationToken.None);

        _time.Advance(s_bounds.Deadline - TimeSpan.FromSeconds(1));

        await Assert.ThrowsAsync<TimeoutException>(() => hanging.WaitAsync(s_patience));
        await Assert.ThrowsAsync<BlockingRefusedException>(() => waiting.WaitAsync(s_patience));
        Assert.Equal(0, calls.Report().Waiting);
    }

    [Fact]
    public async Task Calls_that_were_given_up_keep_their_requesters_share_of_the_threads()
    {
        BlockingScheduler calls = Make(s_bounds with { ThreadsPerRequester = 1 });
        Task hanging = await HangAsync(calls, "mallory");
        _time.Advance(s_bounds.Deadline);
        await Assert.ThrowsAsync<TimeoutException>(() => hanging.WaitAsync(s_patience));

        Task<int> another = calls.RunAsync(() => 1, "mallory", CancellationToken.None);
        Assert.Equal(2, await calls.RunAsync(() => 2, "alice", CancellationToken.None).WaitAsync(s_patience));
        Assert.False(another.IsCompleted);

        _return.Set();
        Assert.Equal(1, await another.WaitAsync(s_patience));
    }

    [Fact]
    public async Task A_requester_or_all_together_wait_for_so_many_and_no_more()
    {
        BlockingScheduler calls = Make(s_bounds with { Threads = 1, CallsPerRequester = 2, Waiting = 3 });
        await HangAsync(calls, "mallory");
        _ = calls.RunAsync(() => 1, "mallory", CancellationToken.None);

        Assert.IsType<BlockingRefusedException>(calls.RunAsync(() => 1, "mallory", CancellationToken.None).Exception?.InnerException);
        _ = calls.RunAsync(() => 1, "alice", CancellationToken.None);
        _ = calls.RunAsync(() => 1, "bob", CancellationToken.None);
        Assert.IsType<BlockingRefusedException>(calls.RunAsync(() => 1, "carol", CancellationToken.None).Exception?.InnerException);
    }

    [Fact]
    public async Task A_caller_that_gives_up_hears_at_once()
    {
        BlockingScheduler calls = Make();
        using var gone = new CancellationTokenSource();
        Task hanging = calls.RunAsync(Hang, "alice", gone.Token);
        Assert.True(await _hangs.WaitAsync(s_patience));

        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging.WaitAsync(s_patience));
        Assert.Equal(1, calls.Report().Running);
    }

    [Fact]
    public async Task Its_threads_end_with_it()
    {
        BlockingScheduler calls = Make();
        var threads = new ConcurrentBag<Thread>();
        calls.StartThreads();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => calls.RunAsync(
            () =>
            {
                threads.Add(Thread.CurrentThread);
                return 0;
            },
            "alice", CancellationToken.None)));

        calls.Dispose();

        Assert.All(threads.Distinct(), thread => Assert.True(thread.Join(s_patience)));
    }

    public void Dispose()
    {
        _return.Set(); // not disposed of: threads that hung may still look at it
        _made.ForEach(calls => calls.Dispose());
        _hangs.Dispose();
    }

    private BlockingScheduler Make(BlockingBounds? bounds = null)
    {
        var made = new BlockingScheduler("tests", bounds ?? s_bounds, _time);
        _made.Add(made);
        return made;
    }

    private int Hang()
    {
        _hangs.Release();
        _return.Wait();
        return 0;
    }

    private async Task<Task> HangAsync(BlockingScheduler calls, string requester)
    {
        Task hanging = calls.RunAsync(Hang, requester, CancellationToken.None);
        Assert.True(await _hangs.WaitAsync(s_patience));
        return hanging;
    }
}
