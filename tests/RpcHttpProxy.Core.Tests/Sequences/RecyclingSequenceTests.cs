namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>Figures 18 to 21: the four ways in which a channel is recycled, line by line.</summary>
public class RecyclingSequenceTests
{
    /// <summary>Beside figure 18. Ours connects when A1 has come, so the legacy server response comes behind it; Keep-Alive is ours.</summary>
    private static readonly string[] _figure18 =
    [
        "Client -> InboundProxy2: IN channel request",
        "Client -> InboundProxy2: IN_R1/A1",
        "Server -> InboundProxy2: legacy server response",
        "InboundProxy2 -> Server: IN_R1/A2",
        "Server -> OutboundProxy: IN_R1/A3",
        "OutboundProxy -> Client: IN_R1/A4",
        "Client -> InboundProxy2: Keep-Alive",
        "Client -> InboundProxy: IN_R1/A5",
        "InboundProxy -> Server: IN_R1/A6",
        "InboundProxy -> Server: IN_R1/B1",
        "Server -> InboundProxy2: IN_R1/B2",
    ];

    /// <summary>Beside figure 19.</summary>
    private static readonly string[] _figure19 =
    [
        "Client -> InboundProxy: IN channel request",
        "Client -> InboundProxy: IN_R2/A1",
        "InboundProxy -> Server: IN_R2/A2",
        "Server -> OutboundProxy: IN_R2/A3",
        "OutboundProxy -> Client: IN_R2/A4",
        "Client -> InboundProxy: Keep-Alive",
        "Client -> InboundProxy: IN_R2/A5",
    ];

    /// <summary>Beside figure 20. A1, A2 and A3 are the same PDUs in OUT_R1 and OUT_R2, and are named before anybody knows which it is.</summary>
    private static readonly string[] _figure20 =
    [
        "Server -> OutboundProxy: OUT_R1/A1",
        "OutboundProxy -> Client: OUT_R1/A2",
        "Client -> OutboundProxy2: OUT channel request",
        "Client -> OutboundProxy2: OUT_R1/A3",
        "Server -> OutboundProxy2: legacy server response",
        "OutboundProxy2 -> Server: OUT_R1/A4",
        "Server -> OutboundProxy: OUT_R1/A5",
        "OutboundProxy -> Client: OUT_R1/A6",
        "Client -> InboundProxy: OUT_R1/A7",
        "InboundProxy -> Server: OUT_R1/A8",
        "Server -> OutboundProxy: OUT_R1/A9",
        "OutboundProxy -> Client: OUT_R1/A10",
        "Client -> OutboundProxy2: OUT_R1/A11",
        "OutboundProxy2 -> Client: OUT channel response",
    ];

    /// <summary>Beside figure 21, whose last two lines are the other way round: 3.2.4.5.10 sends B3 first. A7 is forwarded as it is; A8 would lack its Version.</summary>
    private static readonly string[] _figure21 =
    [
        "Server -> OutboundProxy: OUT_R1/A1",
        "OutboundProxy -> Client: OUT_R1/A2",
        "Client -> OutboundProxy: OUT channel request",
        "Client -> OutboundProxy: OUT_R2/A3",
        "OutboundProxy -> Server: OUT_R2/A4",
        "Server -> OutboundProxy: OUT_R2/A5",
        "OutboundProxy -> Client: OUT_R2/A6",
        "Client -> InboundProxy: OUT_R2/A7",
        "Client -> OutboundProxy: OUT_R2/C1",
        "InboundProxy -> Server: OUT_R2/A7",
        "Server -> OutboundProxy: OUT_R2/B1",
        "OutboundProxy -> Client: OUT_R2/B3",
        "OutboundProxy -> Client: OUT channel response",
    ];

    // [rpch 2.1.2.1.7/5-6, 3.2.1.1.1/1, 3.2.1.1.3/5, 3.2.1.5.2/4-5, 3.2.2.4.2/4, 3.2.2.5.5/3, 3.2.2.5.12/2, 3.2.3.5.5.2/1-2, 3.2.3.5.6/3, 3.2.3.5.7/3, 3.2.5.5.5/3]
    // [rpch 3.2.1.5.3.2, 3.2.5.5.5/7-9, 3.2.5.5.5/13-15, 3.2.5.5.7/3]
    [Fact]
    public void An_IN_channel_is_recycled_by_another_node_as_figure_18_draws_it()
    {
        RecyclingPair run = new RecyclingPair().FillIn().ToTheOtherNode().Up();
        run.Pair.Run();
        Assert.Equal(_figure18, run.Sequence());
        AssertRecycled(run, run.Pair.InboundProxy, run.Pair.InboundProxy2);
    }

    // [rpch 3.2.1.5.3.3, 3.2.2.5.5/3, 3.2.3.5.5.1/1-2, 3.2.3.5.5.1/4-5, 3.2.3.5.8/4, 3.2.5.5.8/3]
    [Fact]
    public void An_IN_channel_is_recycled_by_the_same_node_as_figure_19_draws_it()
    {
        RecyclingPair run = new RecyclingPair().FillIn().Up();
        run.Pair.Run();
        Assert.Equal(_figure19, run.Sequence());
        AssertRecycled(run, run.Pair.InboundProxy);
    }

    // [rpch 2.1.2.1.8/5-6, 3.2.1.1.1/1, 3.2.1.1.3/9, 3.2.2.5.6/3-5, 3.2.2.5.7/3, 3.2.2.5.8/3, 3.2.4.5.5/3, 3.2.4.5.6.2/1, 3.2.4.5.7/3, 3.2.4.5.8/3, 3.2.4.5.9/3, 3.2.5.4.1/3]
    // [rpch 3.2.1.5.3.4, 3.2.5.5.9/3, 3.2.5.5.10/3]
    [Fact]
    public void An_OUT_channel_is_recycled_by_another_node_as_figure_20_draws_it()
    {
        RecyclingPair run = new RecyclingPair().FillOut().ToTheOtherNode().Down();
        run.Pair.Run();
        Assert.Equal(_figure20, run.Sequence());
        AssertRecycled(run, run.Pair.OutboundProxy, run.Pair.OutboundProxy2);
    }

    // [rpch 3.2.1.5.3.5, 3.2.2.5.9/3, 3.2.2.5.10/3, 3.2.4.5.6.1/1, 3.2.4.5.10/3-4, 3.2.4.5.11/3-4, 3.2.5.5.11/3, 3.2.5.5.12/3-4, 3.2.5.5.15/2-3]
    [Fact]
    public void An_OUT_channel_is_recycled_by_the_same_node_as_figure_21_draws_it()
    {
        RecyclingPair run = new RecyclingPair().FillOut().Down();
        run.Pair.Run();
        Assert.Equal(_figure21, run.Sequence());
        AssertRecycled(run, run.Pair.OutboundProxy);
    }

    // [rpch 3.2.2.5.4/4, 3.2.2.5.12/4, 3.2.5.5.3.2/2, 3.2.5.5.4.2/2, 3.2.5.5.15/4]
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public void Both_channels_are_recycled_at_once(int rounds)
    {
        foreach (bool isOther in (bool[])[false, true])
        {
            var run = new RecyclingPair();
            for (int round = 0; round < rounds; round++)
            {
                run.Pair.Transcript.Clear();
                if (isOther)
                {
                    bool isEven = round % 2 == 0;
                    run.Pair.NextInbound = () => isEven ? run.Pair.InboundProxy2 : run.Pair.InboundProxy;
                    run.Pair.NextOutbound = () => isEven ? run.Pair.OutboundProxy2 : run.Pair.OutboundProxy;
                }

                run.Up(RecyclingPair.Fill + 2).Down(RecyclingPair.Fill + 2).Pair.Run();
                string[] sequence = run.Sequence();
                Assert.Contains(sequence, line => line.EndsWith(isOther ? "IN_R1/B1" : "IN_R2/A5", StringComparison.Ordinal));
                Assert.Contains(sequence, line => line.EndsWith(isOther ? "OUT_R1/A10" : "OUT_R2/B3", StringComparison.Ordinal));
            }

            run.AssertAllArrived();
        }
    }

    private static void AssertRecycled(RecyclingPair run, Node predecessor, Node? successor = null)
    {
        run.AssertAllArrived();
        Assert.Equal("Opened/Opened/Opened", run.Client.StateName);
        Assert.Equal("Opened/Opened/Opened", run.Server.StateName);
        Assert.Equal("Opened", Assert.Single((successor ?? predecessor).Connections).StateName);
        if (successor is not null)
        {
            Assert.Equal([CloseReason.Recycled], predecessor.Ended.Select(end => end.Reason));
            Assert.Equal(0, predecessor.Table.Count);
            Assert.Empty(predecessor.OpenChannels);
        }

        // One channel a leg again, with the same name on both ends of each leg.
        Assert.All(run.Pair.AllNodes, node => Assert.Equal(node.OpenChannels.Count(), node.OpenChannels.Select(open => open.Channel.Leg).Distinct().Count()));
        foreach (Node node in run.Pair.AllNodes)
        {
            Assert.All(node.OpenChannels, open => Assert.Equal(node.LinkOf(open.Channel).Peer.Channel.Cookie, open.Channel.Cookie));
            Assert.Empty(node.RunningTimers.Except([TimerKind.Ping, TimerKind.AcknowledgmentGrace]));
        }
    }
}
