using RpcHttpProxy.Simulation.Reports;
using RpcHttpProxy.Simulation.Tests.Sabotages;
using Xunit.Abstractions;

namespace RpcHttpProxy.Simulation.Tests;

/// <summary>The proof of issue 3: as many seeds as fit, and that a fault would be found.</summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const ulong MostSeedsForAFault = 300;

    // About 15 s on an idle core; `rpchttp simulate` runs more.
    private const ulong Seeds = 500;

    public static TheoryData<string> Faults => [.. Planted.All.Keys];

    [Fact]
    public void All_invariants_hold_for_every_seed()
    {
        var coverage = new Coverage();
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            SimulationResult result = Simulator.Run(seed);
            Assert.True(result.Violation is null, $"seed {seed}: {result.Violation}");
            coverage.Add(result.Coverage);
        }

        output.WriteLine($"{Seeds} seeds");
        foreach ((string what, int count) in coverage.Arcs.Concat(coverage.Pairs))
        {
            output.WriteLine($"{count,9} {what}");
        }
    }

    [Theory]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(29)]
    public void The_same_seed_gives_the_same_transcript(ulong seed)
    {
        SimulationResult first = Simulator.Run(seed, keepsTranscript: true);
        SimulationResult second = Simulator.Run(seed, keepsTranscript: true);

        Assert.Equal(first.Transcript, second.Transcript);
        Assert.Equal(first.Fingerprint, second.Fingerprint);
        Assert.NotEqual(first.Fingerprint, Simulator.Run(seed + 1).Fingerprint);
    }

    [Fact]
    public void A_hostile_peer_changes_nothing_for_its_neighbours()
    {
        for (ulong seed = 1; seed <= 20; seed++)
        {
            Scenario scenario = Scenario.Of(seed) with { HasFaults = false };
            SimulationResult alone = Simulator.Run(scenario with { IsHostilePresent = false }, null, keepsTranscript: false);
            SimulationResult beset = Simulator.Run(scenario with { IsHostilePresent = true }, null, keepsTranscript: false);

            Assert.Equal(alone.OfParties["alice"], beset.OfParties["alice"]);
            Assert.Equal(alone.OfParties["bob"], beset.OfParties["bob"]);
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_planted_fault_is_found(string fault)
    {
        for (ulong seed = 1; seed <= MostSeedsForAFault; seed++)
        {
            Scenario scenario = Scenario.Of(seed) with { HasFaults = false };
            if (Simulator.Run(scenario, Planted.All[fault](), keepsTranscript: false).Violation is { } violation)
            {
                output.WriteLine($"{fault}: seed {seed}: {violation.Invariant}: {violation.What}");
                return;
            }
        }

        Assert.Fail($"{fault}: not found by {MostSeedsForAFault} seeds");
    }
}
