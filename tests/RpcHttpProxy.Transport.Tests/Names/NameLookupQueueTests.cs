using RpcHttpProxy.Transport.Names;

namespace RpcHttpProxy.Transport.Tests.Names;

public class NameLookupQueueTests
{
    private readonly NameLookupQueue _queue = new(new NameLookupBounds { ThreadsPerRequester = 2, NamesPerRequester = 4, Waiting = 8 });

    [Fact]
    public void Names_are_looked_up_in_the_order_they_were_asked_for()
    {
        _queue.Join("a", "alice");
        _queue.Join("b", "bob");

        Assert.Equal(("a", "b", null), (_queue.Take()?.Host, _queue.Take()?.Host, _queue.Take()?.Host));
    }

    [Fact]
    public void A_name_that_is_asked_for_again_is_looked_up_once_in_whatever_case()
    {
        NameLookup? first = _queue.Join("dc1.lab", "alice");

        Assert.Same(first, _queue.Join("DC1.lab", "bob"));
        Assert.Same(first, _queue.Take());
        Assert.Same(first, _queue.Join("dc1.lab", "carol"));
        Assert.Null(_queue.Take());
    }

    [Fact]
    public void A_requester_holds_no_more_than_his_share_of_the_threads_and_those_behind_him_are_served()
    {
        foreach (string name in (string[])["a1", "a2", "a3", "a4"])
        {
            _queue.Join(name, "alice");
        }

        _queue.Join("b1", "bob");

        NameLookup first = _queue.Take()!;
        Assert.Equal(("a2", "b1", null), (_queue.Take()?.Host, _queue.Take()?.Host, _queue.Take()?.Host));

        _queue.Finish(first);
        Assert.Equal("a3", _queue.Take()?.Host);
    }

    [Fact]
    public void A_name_that_waits_for_one_requesters_share_is_looked_up_on_anothers()
    {
        _queue.Join("a1", "alice");
        _queue.Join("a2", "alice");
        _queue.Join("dc1", "alice");
        _queue.Take();
        _queue.Take();
        Assert.Null(_queue.Take());

        _queue.Join("dc1", "bob");

        NameLookup? next = _queue.Take();
        Assert.Equal(("dc1", "bob"), (next?.Host, next?.RunsFor));
    }

    [Fact]
    public void A_requester_waits_for_so_many_names_however_many_calls_wait_for_each()
    {
        string[] names = ["a", "b", "c", "d"];
        NameLookup?[] lookups = [.. names.Select(name => _queue.Join(name, "alice"))];
        Assert.All(names, name => Assert.NotNull(_queue.Join(name, "ALICE")));

        Assert.Null(_queue.Join("e", "alice"));
        Assert.NotNull(_queue.Join("e", "bob"));
        Assert.Null(_queue.Join("e", "alice")); // another's name counts as well

        _queue.Leave(lookups[0]!, "alice");
        Assert.Null(_queue.Join("f", "alice"));
        _queue.Leave(lookups[0]!, "alice");
        Assert.NotNull(_queue.Join("f", "alice"));
    }

    [Fact]
    public void No_more_than_so_many_names_wait_in_all()
    {
        for (int i = 0; i < 8; i++)
        {
            Assert.NotNull(_queue.Join($"name{i}", $"user{i}"));
        }

        Assert.Null(_queue.Join("one", "more"));
        _queue.Take();
        Assert.NotNull(_queue.Join("one", "more"));
    }

    [Fact]
    public void A_name_that_no_call_waits_for_any_more_is_not_looked_up_unless_it_is_being()
    {
        NameLookup running = _queue.Join("running", "alice")!;
        _queue.Take();
        NameLookup waiting = _queue.Join("waiting", "alice")!;

        _queue.Leave(waiting, "alice");
        _queue.Leave(running, "alice");

        Assert.Null(_queue.Take());
        Assert.Equal((1, 0), (_queue.Running, _queue.Waiting));
        Assert.Same(running, _queue.Join("running", "bob"));

        _queue.Finish(running);
        _queue.Leave(running, "bob");
        Assert.Equal((0, 0), (_queue.Running, _queue.Waiting));
    }
}
