using System.Collections.Concurrent;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Engine.Tests.Reactors;

public sealed class InlineReactorTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly InlineReactor _reactor;

    public InlineReactorTests() => _reactor = New();

    public void Dispose() => _reactor.Dispose();

    [Fact]
    public void Who_posts_while_no_turn_runs_has_it_done_on_the_spot()
    {
        int thread = 0;
        _reactor.Post(() =>
        {
            Assert.True(_reactor.IsCurrent);
            thread = Environment.CurrentManagedThreadId;
        });
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
        Assert.False(_reactor.IsCurrent);
    }

    [Fact]
    public void What_is_posted_in_a_turn_is_done_behind_it()
    {
        List<string> done = [];
        _reactor.Post(() =>
        {
            _reactor.Post(() => done.Add("second"));
            done.Add("first");
        });
        Assert.Equal(["first", "second"], done);
    }

    [Fact]
    public void Turns_of_two_reactors_are_not_nested()
    {
        using InlineReactor other = New();
        List<string> done = [];
        _reactor.Post(() =>
        {
            other.Post(() =>
            {
                Assert.False(_reactor.IsCurrent);
                _reactor.Post(() => done.Add("back"));
                done.Add("other");
            });
            done.Add("one");
        });
        Assert.Equal(["one", "other", "back"], done);
    }

    [Fact]
    public void What_is_listed_is_flushed_when_the_turn_ends_the_urgent_first_and_once()
    {
        List<string> done = [];
        var bulk = new Flushed("bulk", false, done);
        var urgent = new Flushed("urgent", true, done);
        _reactor.Post(() =>
        {
            _reactor.List(bulk);
            _reactor.List(urgent);
            _reactor.List(bulk);
            done.Add("turn");
        });
        Assert.Equal(["turn", "urgent", "bulk"], done);
    }

    [Fact]
    public void What_a_task_that_nobody_awaits_throws_is_told()
    {
        var task = new TaskCompletionSource();
        _reactor.Observe(task.Task);
        task.SetException(new InvalidCastException("a fault"));
        Assert.IsType<InvalidCastException>(Assert.Single(_faults));
    }

    [Fact]
    public void A_fault_that_cannot_be_told_stops_nothing_else()
    {
        using var reactor = new InlineReactor(_time, _ => throw new IOException("the log's disk is full"));
        List<string> done = [];
        reactor.Post(() =>
        {
            reactor.Post(() => done.Add("next"));
            throw new InvalidCastException("a fault");
        });
        Assert.Equal(["next"], done);
    }

    [Fact]
    public void A_fault_in_a_turn_is_told_and_stops_nothing_else()
    {
        List<string> done = [];
        _reactor.Post(() =>
        {
            _reactor.Post(() => done.Add("next"));
            _reactor.List(new Flushed("flushed", false, done));
            throw new InvalidCastException("a fault");
        });
        Assert.Equal(["flushed", "next"], done);
        Assert.IsType<InvalidCastException>(Assert.Single(_faults));
    }

    [Fact]
    public async Task Turns_of_many_threads_exclude_each_other_and_none_is_lost()
    {
        const int Threads = 4, Each = 50_000;
        int inside = 0, count = 0;
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                _reactor.Post(() =>
                {
                    Assert.Equal(1, ++inside);
                    count++;
                    inside--;
                });
            }
        })));
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _reactor.Post(last.SetResult);
        await last.Task;
        Assert.Equal(Threads * Each, count);
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task What_awaits_a_turn_goes_on_in_one()
    {
        bool wasCurrent = false;
        await InTurnAsync();
        Assert.True(wasCurrent);

        async Task InTurnAsync()
        {
            await _reactor.NextTurn();
            wasCurrent = _reactor.IsCurrent;
        }
    }

    private InlineReactor New() => new(_time, _faults.Enqueue);

    private sealed class Flushed(string name, bool isUrgent, List<string> done) : IFlushable
    {
        public bool IsListed { get; set; }

        public bool IsUrgent => isUrgent;

        public void Flush() => done.Add(name);
    }
}
