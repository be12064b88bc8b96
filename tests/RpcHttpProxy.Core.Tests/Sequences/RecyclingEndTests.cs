using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>Whatever closes at whatever step of the four sequences: the connection lives on everywhere or ends everywhere, and leaves nothing behind.</summary>
public class RecyclingEndTests
{
    public static TheoryData<bool, bool> Sequences => new() { { true, false }, { true, true }, { false, false }, { false, true } };

    [Theory]
    [MemberData(nameof(Sequences))]
    [Trait(Category.Name, Category.Slow)]
    public void A_channel_that_closes_at_any_step_ends_the_connection_everywhere_or_nowhere(bool isIn, bool isOther)
    {
        int ended = 0, survived = 0;
        foreach (CloseReason reason in (CloseReason[])[CloseReason.ClosedByProxy, CloseReason.TruncatedPdu])
        {
            for (int steps = 0; ; steps++)
            {
                RecyclingPair there = After(steps, isIn, isOther, out bool isOver);
                int channels = there.Pair.AllNodes.Sum(node => node.OpenChannels.Count());
                for (int which = 0; which < channels; which++)
                {
                    RecyclingPair run = After(steps, isIn, isOther, out _);
                    (Node node, VirtualConnection connection, Channel channel) = run.Pair.AllNodes
                        .SelectMany(node => node.OpenChannels.Select(open => (node, open.Connection, open.Channel))).ElementAt(which);
                    node.Handle(connection, new Input.ChannelClosed(channel, reason, ""));
                    node.LinkOf(channel).End(CloseReason.ClosedByProxy, cut: false);
                    if (run.AssertLivesOrIsGone($"{channel.Leg} of {node.Label} after {steps} steps: {reason}"))
                    {
                        survived++;
                    }
                    else
                    {
                        ended++;
                    }
                }

                if (isOver)
                {
                    break;
                }
            }
        }

        Assert.True(ended > 50, $"{ended} ended, {survived} survived");
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    [Trait(Category.Name, Category.Slow)]
    public void A_shutdown_at_any_step_of_any_node_ends_the_connection_everywhere(bool isIn, bool isOther)
    {
        for (int steps = 0; ; steps++)
        {
            After(steps, isIn, isOther, out bool isOver);
            for (int which = 0; which < 6; which++)
            {
                RecyclingPair run = After(steps, isIn, isOther, out _);
                Node node = run.Pair.AllNodes[which];
                foreach (VirtualConnection connection in node.Connections.Where(connection => !connection.IsFinished).ToArray())
                {
                    node.Handle(connection, new Input.CloseRequested(CloseReason.Shutdown, "SIGTERM"));
                    Assert.Equal(CloseReason.Shutdown, connection.Reason);
                }

                run.AssertLivesOrIsGone($"shutdown of {node.Label} after {steps} steps");
            }

            if (isOver)
            {
                break;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Sequences))]
    public void A_sequence_that_comes_to_a_standstill_anywhere_ends_by_itself(bool isIn, bool isOther)
    {
        string[] lanes =
        [
            "connect ClientIn", "connect ClientOut", "connect ServerIn", "connect ServerOut",
            .. from proxy in (string[])["InboundProxy", "InboundProxy2", "OutboundProxy", "OutboundProxy2"]
               from far in (string[])["Client", "Server"]
               from lane in (string[])[$"{far} -> {proxy}", $"{proxy} -> {far}"]
               select lane,
        ];
        int stalled = 0;
        foreach (string held in lanes)
        {
            RecyclingPair run = After(0, isIn, isOther, out _);
            run.Pair.Hold(held).Run();
            if (!run.IsBeingRecycled)
            {
                continue;
            }

            stalled++;
            run.Pair.Wait(TimeSpan.FromSeconds(60));
            Assert.Contains(run.Pair.AllNodes, node => node.Ended.Any(end => end.Reason == CloseReason.SetupTimeout));
            run.Pair.Release(held);
            run.AssertLivesOrIsGone($"{held} held");
        }

        Assert.True(stalled >= 4, $"only {stalled} lanes matter");
    }

    /// <summary>A channel is full, another RPC PDU has been sent, and so many things have arrived since.</summary>
    private static RecyclingPair After(int steps, bool isIn, bool isOther, out bool isOver)
    {
        var run = new RecyclingPair();
        if (isOther)
        {
            run.ToTheOtherNode();
        }

        if (isIn)
        {
            run.FillIn().Up();
        }
        else
        {
            run.FillOut().Down();
        }

        isOver = false;
        for (int i = 0; i < steps && !isOver; i++)
        {
            isOver = !run.Pair.Step();
        }

        return run;
    }
}
