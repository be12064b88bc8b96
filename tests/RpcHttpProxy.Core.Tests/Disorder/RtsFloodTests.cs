using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>No window bounds RTS PDUs: what a role passes on, and what it answers, for a reader that doesn't read.</summary>
public class RtsFloodTests
{
    private const int MaxWaiting = 65_536;

    /// <summary>Whatever PDU can be sent again and again without an end, and the leg on which something goes out for each.</summary>
    public static TheoryData<RoleName, string, ChannelLeg, string, ChannelLeg> Floods => new()
    {
        { RoleName.InboundProxy, "Opened", ChannelLeg.ClientIn, "acknowledgment for the outbound proxy", ChannelLeg.ServerIn },
        { RoleName.OutboundProxy, "Opened", ChannelLeg.ServerOut, "acknowledgment for the client", ChannelLeg.ClientOut },
        { RoleName.OutboundProxy, "Opened", ChannelLeg.ServerOut, "OUT_R1/A1", ChannelLeg.ClientOut },
        { RoleName.OutboundProxy, "Opened", ChannelLeg.ServerOut, "OUT_R1/A5", ChannelLeg.ClientOut },
        { RoleName.OutboundProxy, "A11W", ChannelLeg.ServerOut, "OUT_R1/A1", ChannelLeg.ClientOut },
        { RoleName.OutboundProxy, "Opened_Draining", ChannelLeg.ServerOut, "OUT_R1/A1", ChannelLeg.ClientOut },
        { RoleName.Server, "Opened", ChannelLeg.ServerIn, "acknowledgment for the outbound proxy", ChannelLeg.ServerOut },
        { RoleName.Server, "Opened", ChannelLeg.ServerIn, "IN_R2/A2", ChannelLeg.ServerOut },
    };

    [Theory]
    [MemberData(nameof(Floods))]
    public void A_flood_that_nobody_reads_ends_the_connection(RoleName role, string state, ChannelLeg from, string name, ChannelLeg to)
    {
        Stage stage = Unread(Stage.At(role, state));
        RtsPdu pdu = Flood(name);
        Channel[] hops = [.. stage.Connection.Channels.Where(channel => channel.Leg == to)];
        for (int i = 0; i < 10_000 && !stage.Connection.IsFinished; i++)
        {
            stage.Receive(from, pdu);
        }

        Assert.Equal(CloseReason.RtsFlood, stage.Connection.Reason);
        Assert.InRange(hops.Max(hop => hop.Sending.Outbox.RtsBytes), MaxWaiting, MaxWaiting + (2 * 60)); // the longest of them has 56 bytes
    }

    [Theory]
    [MemberData(nameof(Floods))]
    public void PDUs_that_are_written_are_no_flood(RoleName role, string state, ChannelLeg from, string name, ChannelLeg to)
    {
        Stage stage = Unread(Stage.At(role, state));
        RtsPdu pdu = Flood(name);
        Outbox[] outboxes = [.. stage.Connection.Channels.Where(channel => channel.Leg == to).Select(channel => channel.Sending.Outbox)];
        for (int i = 0; i < 10_000; i++)
        {
            stage.Receive(from, pdu);
            if (i % 100 != 99)
            {
                continue;
            }

            foreach (Outbox outbox in outboxes)
            {
                outbox.Written(outbox.Take());
            }
        }

        Assert.False(stage.Connection.IsFinished);
    }

    /// <summary>A predecessor that was replaced still drains by acknowledgments that the server hands on.</summary>
    [Fact]
    public void A_flood_for_a_channel_that_was_replaced_ends_the_connection_too()
    {
        Stage stage = Unread(Stage.At(RoleName.Server, "Opened/Opened/Opened_A8W"));
        stage.Receive(ChannelLeg.ServerIn, RtsPduKind.OUT_R1_A8);
        for (int i = 0; i < 10_000 && !stage.Connection.IsFinished; i++)
        {
            stage.Receive(ChannelLeg.ServerIn, SamplePdus.AckFor(ForwardDestination.FDOutProxy));
        }

        Assert.Equal(CloseReason.RtsFlood, stage.Connection.Reason);
    }

    private static Stage Unread(Stage stage)
    {
        stage.WritesAtOnce = false;
        return stage;
    }

    private static RtsPdu Flood(string name) => name switch
    {
        "acknowledgment for the outbound proxy" => SamplePdus.AckFor(ForwardDestination.FDOutProxy),
        "acknowledgment for the client" => SamplePdus.AckFor(ForwardDestination.FDClient),
        "OUT_R1/A1" => SamplePdus.Of(RtsPduKind.OUT_R1_A1),
        "OUT_R1/A5" => SamplePdus.Of(RtsPduKind.OUT_R1_A5),
        _ => SamplePdus.Of(RtsPduKind.IN_R2_A2),
    };
}
