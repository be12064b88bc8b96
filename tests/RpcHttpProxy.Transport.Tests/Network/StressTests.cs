using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Network;

/// <summary>Many connections at once whose every misfortune comes from a seed.</summary>
[Trait(Category.Name, Category.Slow)]
public sealed class StressTests
{
    private const int Threads = 4;
    private const int ConnectionsAThread = 50;

    [Theory]
    [InlineData(1)]
    [InlineData(20_261)]
    public async Task Whatever_befalls_connections_bytes_keep_their_order_and_nothing_is_left(int seed)
    {
        await using var network = new MemoryNetwork();
        StressedConnection[][] connections = [.. Enumerable.Range(0, Threads).Select(
            thread => Enumerable.Range(0, ConnectionsAThread).Select(i => new StressedConnection(network, seed + (thread * 1_000) + i)).ToArray())];
        network.Connect = (cookie, leg, cancellation) =>
            connections.SelectMany(some => some).First(one => one.Conn.Cookie == cookie).ConnectAsync(leg, cancellation);

        await Task.WhenAll(connections.Select(some => Task.Run(async () =>
        {
            foreach (StressedConnection[] three in some.Chunk(3))
            {
                await Task.WhenAll(three.Select(one => one.RunAsync(ScriptedPeer.Patience)));
            }
        })));

        foreach (TestRole role in network.Roles)
        {
            await role.EndsCleanAsync();
            Assert.Empty(role.Faults);
        }

        StressedConnection[] all = [.. connections.SelectMany(some => some)];
        Assert.All(all, one => one.Check());
        Assert.True(all.Count(one => one.IsOrderly) > all.Length / 4, "hardly a connection was left in peace");
        Assert.True(all.Count(one => !one.IsOrderly) > all.Length / 4, "hardly a misfortune came to pass");
    }
}
