using RpcHttpProxy.Core;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>A stack with one well-behaved connection, on which one call follows the other, and beside which a test misbehaves.</summary>
internal sealed class Neighbours : IAsyncDisposable
{
    private readonly AddOneLoop _loop;

    private Neighbours(Stack stack, Echo neighbour)
    {
        (Stack, Neighbour) = (stack, neighbour);
        _loop = new AddOneLoop(value => neighbour.Client.AddOneAsync(value));
    }

    public Stack Stack { get; }

    public Echo Neighbour { get; }

    public static async Task<Neighbours> StartAsync(string? allowAlso = null, TimeSpan? setupTimeout = null)
    {
        Stack stack = await Stack.StartAsync(allowAlso: allowAlso, setupTimeout: setupTimeout);
        return new Neighbours(stack, await Echo.OpenAsync(stack));
    }

    /// <summary>Waits for some more of the neighbour's answers.</summary>
    public Task NeighbourIsAnsweredAsync() => _loop.AnswersAsync();

    /// <summary>
    /// What must hold after any misbehaviour: it has one reason in the counter, nothing is left of it in any role, and the neighbour, who
    /// is all that is left, has lost nothing, had to wait for nothing, and still works.
    /// </summary>
    public async Task AssertOnlyTheNeighbourIsLeftAsync()
    {
        await _loop.AnswersAsync();
        await _loop.StopAsync();
        await Stack.HoldsAsync(connections: 1);
        await Neighbour.AssertAliveAsync();
    }

    /// <summary>The same, and the role has counted one connection that ended for this reason.</summary>
    public async Task AssertEndedAsync(Func<Stack, RoleSnapshot> role, CloseReason reason)
    {
        await AssertOnlyTheNeighbourIsLeftAsync();
        RoleSnapshot counters = role(Stack);
        Assert.True(counters.Ended.Count == 1 && counters.Ended.GetValueOrDefault(reason) == 1, $"{reason} was expected. {Stack.Text(counters)}");
    }

    /// <summary>The same for an incoming channel that never got into a connection.</summary>
    public async Task AssertRefusedAsync(Func<Stack, RoleSnapshot> role, CloseReason reason)
    {
        await AssertOnlyTheNeighbourIsLeftAsync();
        RoleSnapshot counters = role(Stack);
        Assert.True(counters.Refused.Count == 1 && counters.Refused.GetValueOrDefault(reason) == 1, $"{reason} was expected. {Stack.Text(counters)}");
    }

    public async ValueTask DisposeAsync()
    {
        await _loop.DisposeAsync();
        await Neighbour.DisposeAsync();
        await Stack.EmptyAsync();
        await Stack.DisposeAsync();
    }
}
