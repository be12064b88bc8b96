using RpcHttpProxy.Engine.Sessions;

namespace RpcHttpProxy.Engine.Tests.Sessions;

public sealed class ConnectionTableTests
{
    // [rpch 3.2.1.1.2/2]
    [Fact]
    public void A_row_is_removed_only_by_the_session_it_belongs_to()
    {
        var table = new ConnectionTable<string, object>();
        object first = new(), second = new();
        Assert.True(table.TryAdd("a", first));
        Assert.False(table.TryAdd("a", second));
        Assert.Same(first, table.GetOrAdd("a", _ => second));
        Assert.False(table.Remove("a", second));
        Assert.True(table.TryGet("a", out object? there));
        Assert.Same(first, there);
        Assert.True(table.Remove("a", first));
        Assert.Equal(0, table.Count);
        Assert.Empty(table.Sessions);
    }

    [Fact]
    public void Of_many_that_race_for_a_key_one_gets_it()
    {
        for (int round = 0; round < 100; round++)
        {
            var table = new ConnectionTable<string, object>();
            int added = 0;
            Parallel.For(0, 8, _ =>
            {
                if (table.TryAdd("a", new object()))
                {
                    Interlocked.Increment(ref added);
                }
            });
            Assert.Equal(1, added);
            Assert.Equal(1, table.Count);
        }
    }
}
