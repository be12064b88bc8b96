using RpcHttpProxy.Simulation.Tests.Mutants;
using RpcHttpProxy.TestKit;
using Xunit.Abstractions;

namespace RpcHttpProxy.Simulation.Tests;

/// <summary>The proof can fail: each fault of the list in specs/simulation.md, planted in the sources themselves, is found; and without one, nothing is.</summary>
[Trait(Category.Name, Category.Slow)]
public sealed class MutantTests(ITestOutputHelper output)
{
    private const ulong MostSeedsForAFault = 300;

    public static TheoryData<string> Faults => [.. Mutations.All.Select(mutation => mutation.Fault)];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_found(string fault)
    {
        Mutation mutation = Mutations.All.Single(mutation => mutation.Fault == fault);
        using var mutant = new Mutant(mutation);
        for (ulong seed = mutation.Seed; seed <= mutation.Seed + MostSeedsForAFault; seed++)
        {
            if (mutant.Run(seed) is { } violation)
            {
                output.WriteLine($"{fault}: seed {seed}: {violation.Invariant}: {violation.What}");
                return;
            }
        }

        Assert.Fail($"{fault}: not found by {MostSeedsForAFault} seeds");
    }

    [Fact]
    public void Compiled_without_a_fault_it_runs_as_the_real_one_does()
    {
        using var control = new Mutant(Mutation.None);
        for (ulong seed = 1; seed <= 20; seed++)
        {
            Assert.Null(control.Run(seed));
            Assert.Equal(Simulator.Run(seed).Fingerprint, control.Fingerprint(seed));
        }
    }

    [Fact]
    public void A_change_that_fits_its_file_no_more_is_an_error()
    {
        var rotten = new Mutation("rotten", 1, new Edit("RpcHttpProxy.Core/Channels/Channel.cs", "what isn't there", ""));
        var ambiguous = new Mutation("ambiguous", 1, new Edit("RpcHttpProxy.Core/Channels/Channel.cs", "Cookie", "Biscuit"));

        Assert.Throws<InvalidOperationException>(() => MutantCompiler.Compile(rotten));
        Assert.Throws<InvalidOperationException>(() => MutantCompiler.Compile(ambiguous));
    }
}
