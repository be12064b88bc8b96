using RpcHttpProxy.Client;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Connections;

/// <summary>Nothing of a connection stays when it is gone: no row, no channel, no timer, no descriptor, no memory.</summary>
[Collection(nameof(WholeProcess))]
[Trait(Category.Name, Category.Slow)]
public class SoakTests
{
    private const int Sequential = 2_000;
    private const int AtOnce = 500;
    private const int OpeningAtOnce = 50;
    private const long MemoryLeftBehind = 16 << 20;     // 8 kB for each of the 2 000 would be noticed

    [Fact]
    public async Task Two_thousand_connections_one_after_another_leave_nothing_behind()
    {
        await using Stack stack = await Stack.StartAsync();
        await OpenAndCloseAsync(stack, 100);            // what the first ones cost stays: code, pools
        await stack.EmptyAsync();
        Footprint before = Footprint.Now();

        await OpenAndCloseAsync(stack, Sequential);

        await stack.EmptyAsync();
        Assert.Equal(Sequential + 100, stack.ServerRole.Opened);    // the inbound proxy may see the client's end before CONN/B3
        Assert.All(stack.Roles, role => Assert.Equal(Sequential + 100, role.Ended.Values.Sum()));
        await before.AssertReturnedAsync(MemoryLeftBehind);
    }

    [Fact]
    public async Task Five_hundred_connections_are_held_at_once_and_leave_nothing_behind()
    {
        await using Stack stack = await Stack.StartAsync();
        await OpenAndCloseAsync(stack, 10);
        await stack.EmptyAsync();
        Footprint before = Footprint.Now();

        RpcHttpConnection[] connections = await OpenManyAsync(stack, AtOnce);
        await stack.HoldsAsync(AtOnce);
        Assert.All(stack.Roles, role => Assert.Equal(AtOnce, role.ByState.Values.Sum()));

        await Task.WhenAll(connections.Select(connection => connection.DisposeAsync().AsTask()));
        await stack.EmptyAsync();
        await before.AssertReturnedAsync(MemoryLeftBehind);
    }

    private static async Task OpenAndCloseAsync(Stack stack, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await using RpcHttpConnection connection = await stack.OpenAsync().WaitAsync(Patience.Limit);
        }
    }

    private static async Task<RpcHttpConnection[]> OpenManyAsync(Stack stack, int count)
    {
        using var turns = new SemaphoreSlim(OpeningAtOnce);
        return await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            await turns.WaitAsync();
            try
            {
                return await stack.OpenAsync();
            }
            finally
            {
                turns.Release();
            }
        }));
    }
}
