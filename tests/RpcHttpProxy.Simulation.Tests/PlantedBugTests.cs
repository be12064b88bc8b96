using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Simulation.Tests.PlantedBugs;
using RpcHttpProxy.TestKit;
using Xunit.Abstractions;

namespace RpcHttpProxy.Simulation.Tests;

/// <summary>The proof can fail: what is changed on the wires is found.</summary>
[Trait(Category.Name, Category.Slow)]
public sealed class PlantedBugTests(ITestOutputHelper output)
{
    private const ulong MostSeedsForAFault = 300;

    public static TheoryData<string> Faults => [.. Planted.All.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_on_the_wires_is_found(string fault)
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
