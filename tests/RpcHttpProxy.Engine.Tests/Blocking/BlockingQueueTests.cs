using RpcHttpProxy.Engine.Blocking;

namespace RpcHttpProxy.Engine.Tests.Blocking;

public class BlockingQueueTests
{
    private readonly BlockingQueue _queue = new(
        new BlockingBounds { Threads = 4, ThreadsPerRequester = 2, CallsPerRequester = 4, Waiting = 8, Deadline = TimeSpan.FromSeconds(1) });

    [Fact]
    public void Calls_are_made_in_the_order_they_were_asked_for()
    {
        Join("a", "alice");
        Join("b", "bob");

        Assert.Equal(("a", "b", null), (_queue.Take()?.Key, _queue.Take()?.Key, _queue.Take()?.Key));
    }

    [Fact]
    public void Calls_of_one_key_are_made_once_in_whatever_case()
    {
        BlockingCall? first = Join("dc1.lab", "alice");

        Assert.Same(first, Join("DC1.lab", "bob"));
        Assert.Same(first, _queue.Take());
        Assert.Same(first, Join("dc1.lab", "carol"));
        Assert.Null(_queue.Take());
    }

    [Fact]
    public void A_requester_holds_no_more_than_his_share_of_the_threads_and_those_behind_him_are_served()
    {
        foreach (string name in (string[])["a1", "a2", "a3", "a4"])
        {
            Join(name, "alice");
        }

        Join("b1", "bob");

        BlockingCall first = _queue.Take()!;
        Assert.Equal(("a2", "b1", null), (_queue.Take()?.Key, _queue.Take()?.Key, _queue.Take()?.Key));

        _queue.Finish(first);
        Assert.Equal("a3", _queue.Take()?.Key);
    }

    [Fact]
    public void A_call_that_waits_for_one_requesters_share_is_made_on_anothers()
    {
        Join("a1", "alice");
        Join("a2", "alice");
        Join("dc1", "alice");
        _queue.Take();
        _queue.Take();
        Assert.Null(_queue.Take());

        Join("dc1", "bob");

        BlockingCall? next = _queue.Take();
        Assert.Equal(("dc1", "bob"), (next?.Key, next?.RunsFor));
    }

    [Fact]
    public void A_requester_waits_for_so_many_calls_however_often_he_waits_for_each()
    {
        string[] names = ["a", "b", "c", "d"];
        BlockingCall?[] lookups = [.. names.Select(name => Join(name, "alice"))];
        Assert.All(names, name => Assert.NotNull(Join(name, "ALICE")));

        Assert.Null(Join("e", "alice"));
        Assert.NotNull(Join("e", "bob"));
        Assert.Null(Join("e", "alice")); // another's name counts as well

        _queue.Leave(lookups[0]!, "alice");
        Assert.Null(Join("f", "alice"));
        _queue.Leave(lookups[0]!, "alice");
        Assert.NotNull(Join("f", "alice"));
    }

    [Fact]
    public void No_more_than_so_many_calls_wait_in_all()
    {
        for (int i = 0; i < 8; i++)
        {
            Assert.NotNull(Join($"name{i}", $"user{i}"));
        }

        Assert.Null(Join("one", "more"));
        _queue.Take();
        Assert.NotNull(Join("one", "more"));
    }

    [Fact]
    public void A_call_that_nobody_waits_for_any_more_is_not_made_unless_it_is_being()
    {
        BlockingCall running = Join("running", "alice")!;
        _queue.Take();
        BlockingCall waiting = Join("waiting", "alice")!;

        _queue.Leave(waiting, "alice");
        _queue.Leave(running, "alice");

        Assert.Null(_queue.Take());
        Assert.Equal((1, 0), (_queue.Running, _queue.Waiting));
        Assert.Same(running, Join("running", "bob"));

        _queue.Finish(running);
        _queue.Leave(running, "bob");
        Assert.Equal((0, 0), (_queue.Running, _queue.Waiting));
    }

    private BlockingCall? Join(string key, string requester) => _queue.Join(new BlockingCall<int>(key, () => 0), requester);
}
