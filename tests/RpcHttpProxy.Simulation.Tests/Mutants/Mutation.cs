namespace RpcHttpProxy.Simulation.Tests.Mutants;

/// <summary>A fault to be planted in the production code.</summary>
/// <param name="Fault">What is wrong, in the words of specs/simulation.md.</param>
/// <param name="Seed">A seed that was seen to find it, to be tried first.</param>
/// <param name="Edits">How it gets into the sources.</param>
internal sealed record Mutation(string Fault, ulong Seed, params Edit[] Edits)
{
    /// <summary>No fault: the sources as they are.</summary>
    public static Mutation None { get; } = new("none", 1);

    public override string ToString() => Fault;
}
