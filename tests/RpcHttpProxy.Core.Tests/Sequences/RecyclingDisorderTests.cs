using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>
/// Random interleavings: RPC PDUs under way both ways while both channels are recycled over and over, by the same node and by another, with
/// the least lifetimes and windows of all sizes. Whatever arrives when, every RPC PDU arrives once and in order and nothing stalls.
/// </summary>
public class RecyclingDisorderTests
{
    private static readonly uint[] _windows = [8_192, 16_384, 65_536, 131_072, 262_144];

    // [rpch 3.2.3.5.6/3, 3.2.4.5.8/3, 3.2.5.5.7/3]
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [Trait(Category.Name, Category.Slow)]
    public void Every_RPC_PDU_arrives_once_and_in_order_however_the_channels_are_recycled(int hundred)
    {
        for (int seed = hundred * 100; seed < (hundred + 1) * 100; seed++)
        {
            Play(seed);
        }
    }

    [Theory]
    [InlineData(891)] // An acknowledgment by the predecessor inbound proxy that came behind a younger one by the successor.
    public void A_seed_that_once_found_a_fault_finds_none(int seed) => Play(seed);

    private static void Play(int seed)
    {
        var random = new Random(seed);
        uint window = _windows[random.Next(_windows.Length)];
        var run = new RecyclingPair(window, flushesLate: random.Next(4) > 0);
        run.Pair.NextInbound = () => random.Next(2) == 0 ? run.Pair.InboundProxy : run.Pair.InboundProxy2;
        run.Pair.NextOutbound = () => random.Next(2) == 0 ? run.Pair.OutboundProxy : run.Pair.OutboundProxy2;
        int longest = random.Next(3) == 0 ? 30_000 : RecyclingPair.PduLength;
        long up = 0, down = 0, volume = random.Next(100_000, 500_000);
        while (up < volume || down < volume)
        {
            int length = random.Next(16, longest + 1);
            if (random.Next(2) == 0 && up < volume)
            {
                run.Up(1, length);
                up += length;
            }
            else if (down < volume)
            {
                run.Down(1, length);
                down += length;
            }

            for (int steps = random.Next(12); steps > 0; steps--)
            {
                run.Pair.StepAnywhere(random);
            }
        }

        for (int steps = 0; run.Pair.StepAnywhere(random); steps++)
        {
            Assert.True(steps < 1_000_000, $"seed {seed} doesn't come to rest");
        }

        run.AssertAllArrived($"seed {seed}, window {window}");
        Assert.All(run.Pair.AllNodes, node => Assert.Empty(node.Refusals));
    }
}
