using RpcHttpProxy.Core.Channels;

namespace RpcHttpProxy.Core.Tests.Channels;

/// <summary>What was written on one channel is consumed where it came from, byte for byte, however writes and PDUs are cut.</summary>
public class ConsumptionTrackerTests
{
    [Fact]
    public void Nothing_is_paid_that_is_not_owed()
    {
        var ledger = new ConsumptionTracker();
        Assert.Null(ledger.MarkWritten(100, out int paid));
        Assert.Equal(0, paid);

        var origin = new Channel(ChannelLeg.ClientIn);
        ledger.Add(origin, 60);
        Assert.Same(origin, ledger.MarkWritten(100, out paid));
        Assert.Equal(60, paid);
        Assert.Null(ledger.MarkWritten(40, out _));
    }

    [Fact]
    public void Each_origin_is_paid_what_it_is_owed_in_the_order_of_its_PDUs()
    {
        Channel[] origins = [new(ChannelLeg.ClientIn), new(ChannelLeg.ClientIn), new(ChannelLeg.ClientIn)];
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var ledger = new ConsumptionTracker();
            var owed = new List<Channel>(); // one entry a byte
            for (int i = 0; i < 200; i++)
            {
                if (random.Next(2) == 0)
                {
                    Channel origin = origins[random.Next(origins.Length)];
                    int bytes = random.Next(1, 20);
                    ledger.Add(origin, bytes);
                    owed.AddRange(Enumerable.Repeat(origin, bytes));
                }

                int written = random.Next(Math.Min(15, owed.Count + 1));
                while (written > 0)
                {
                    Channel? origin = ledger.MarkWritten(written, out int paid);
                    Assert.InRange(paid, 1, written);
                    Assert.All(owed.Take(paid), expected => Assert.Same(expected, origin));
                    owed.RemoveRange(0, paid);
                    written -= paid;
                }
            }
        }
    }
}
