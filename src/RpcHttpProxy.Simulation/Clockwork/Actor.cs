namespace RpcHttpProxy.Simulation.Clockwork;

/// <summary>
/// Somebody whose continuations run in an order of their own dice: a virtual connection with everything that carries it, or the hostile
/// peer. The production code's awaits post here, as they would to a thread pool.
/// </summary>
internal sealed class Actor(string name, ulong seed, EventQueue agenda) : SynchronizationContext
{
    // A continuation that a busy pool leaves lying: one in sixteen, up to two milliseconds.
    private const int StarvedOneIn = 16;
    private const int StarvedFor = 2_000;

    /// <summary>Who, for transcripts.</summary>
    public string Name { get; } = name;

    /// <summary>This actor's chance.</summary>
    public SeededRandom SeededRandom { get; } = SeededRandom.For(seed, name);

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state) =>
        agenda.In(SeededRandom.OneIn(StarvedOneIn) ? SeededRandom.Between(0, StarvedFor) : 0, this, () => d(state));

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;
}
