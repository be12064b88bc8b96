using RpcHttpProxy.TestKit;
using Xunit.Abstractions;

namespace RpcHttpProxy.Simulation.Tests.LineEcho;

/// <summary>
/// The engine's second protocol in the simulation: on wires that delay, cut and drop, and a virtual clock. No line is lost, doubled or mixed,
/// who waits too long is told so in time, and nothing is left.
/// </summary>
public sealed class LineSimulationTests(ITestOutputHelper output)
{
    private const ulong Seeds = 400;
    private const ulong MostSeedsForAFault = 20;

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public void No_line_is_lost_doubled_or_mixed_whatever_the_seed()
    {
        var fates = new Dictionary<(Fate, int), int>();
        for (ulong seed = 1; seed <= Seeds; seed++)
        {
            LineWorld world = RunAs(seed);
            foreach (Fate fate in world.Fates)
            {
                fates[(fate, world.Reactors)] = fates.GetValueOrDefault((fate, world.Reactors)) + 1;
            }
        }

        output.WriteLine(string.Join(", ", fates.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}")));
        Assert.All(Enum.GetValues<Fate>(), fate => Assert.All([1, 3], reactors => Assert.True(fates.ContainsKey((fate, reactors)), $"{fate} with {reactors}")));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void The_same_seed_gives_the_same_transcript(ulong seed)
    {
        Assert.Equal(RunAs(seed).Transcript, RunAs(seed).Transcript);
        Assert.NotEqual(RunAs(seed).Transcript, RunAs(seed + 1).Transcript);
    }

    [Theory]
    [InlineData(nameof(Tampering.Lost))]
    [InlineData(nameof(Tampering.Doubled))]
    [InlineData(nameof(Tampering.Mixed))]
    [InlineData(nameof(Tampering.Swapped))]
    public void A_line_that_is_lost_doubled_or_mixed_is_found(string what)
    {
        for (ulong seed = 1; seed <= MostSeedsForAFault; seed++)
        {
            var world = new LineWorld(seed, Enum.Parse<Tampering>(what));
            Exception? found = Record.Exception(world.Run);
            if (world.Tamper.IsDone && found is not null)
            {
                output.WriteLine($"seed {seed}: {found.Message}");
                return;
            }
        }

        Assert.Fail($"{what}: not found by {MostSeedsForAFault} seeds");
    }

    private static LineWorld RunAs(ulong seed)
    {
        var world = new LineWorld(seed);
        Exception? fault = Record.Exception(world.Run);
        Assert.True(fault is null, $"seed {seed}: {fault}\n{string.Join('\n', world.Transcript.TakeLast(200))}");
        return world;
    }
}
