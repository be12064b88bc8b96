using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>Receive windows on all four legs (3.2.1.4.1, 3.2.1.5.1): everything arrives, and nobody waits for ever.</summary>
public class ReceiveWindowTests
{
    // [rpch 2.2.3.5.1/3]
    [Theory]
    [InlineData(8_192, 16, 5_840)]
    [InlineData(8_192, 16, 8_192)]
    [InlineData(8_192, 16, 65_535)]
    [InlineData(65_536, 16, 5_840)]
    [InlineData(65_536, 5_840, 5_840)]
    [InlineData(65_536, 16, 65_535)]
    [InlineData(262_144, 16, 65_535)]
    [Trait(Category.Name, Category.Slow)]
    public void However_window_and_PDU_lengths_fit_together_nothing_stalls(uint window, int shortest, int longest)
    {
        for (int seed = 0; seed < 4; seed++)
        {
            var random = new Random(seed);
            var pair = new Pair(window);
            pair.Open();
            pair.Run();
            var up = new List<byte>();
            var down = new List<byte>();
            for (int i = 0; i < 200; i++)
            {
                byte[] pdu = RpcPdus.Make(random.Next(shortest, longest + 1), seed: i);
                bool isUp = random.Next(2) == 0;
                (isUp ? up : down).AddRange(pdu);
                (isUp ? pair.Program! : pair.Service!).Send(pdu);
                for (int steps = random.Next(6); steps > 0; steps--)
                {
                    pair.Step();
                }
            }

            pair.Run();
            Assert.Equal(up.Count, pair.Service!.Received.Length);
            Assert.True(up.SequenceEqual(pair.Service.Received));
            Assert.Equal(down.Count, pair.Program!.Received.Length);
            Assert.True(down.SequenceEqual(pair.Program.Received));
        }
    }

    // [rpch 3.2.1.4.1.3/1]
    [Fact]
    public void A_sender_never_goes_beyond_its_peers_window_with_PDUs_of_up_to_half_of_it()
    {
        var random = new Random(7);
        var pair = new Pair(65_536);
        pair.Open();
        pair.Run();
        for (int i = 0; i < 500; i++)
        {
            (random.Next(2) == 0 ? pair.Program! : pair.Service!).Send(RpcPdus.Make(random.Next(16, 32_769), seed: i));
            for (int steps = random.Next(6); steps > 0; steps--)
            {
                pair.Step();
            }

            Assert.All(
                pair.Nodes.SelectMany(node => node.OpenChannels),
                open => Assert.True(open.Channel.Sending.Window.AvailableWindow >= 0 && open.Channel.Receiving.Overruns == 0, open.Channel.ToString()));
        }
    }

    [Fact]
    public void A_server_that_never_acknowledges_what_waited_for_CONN_B3_is_not_waited_for_either()
    {
        Stage stage = Stage.At(RoleName.InboundProxy, "B3W");
        stage.WritesAtOnce = false;
        Channel client = stage.On(ChannelLeg.ClientIn), server = stage.On(ChannelLeg.ServerIn);
        for (int i = 0; i < 20; i++)
        {
            stage.Connection.ReceiveRpc(client, RpcPdus.Make(5_840, i).AsSequence());
        }

        stage.Receive(ChannelLeg.ServerIn, RtsPduKind.CONN_B3);
        Assert.True(server.Sending.IsBlocked);
        Assert.Contains(stage.Requests, effect => effect is Request.SetTimer { Timer: TimerKind.AcknowledgmentGrace });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_came_on_a_channel_that_was_replaced_is_acknowledged_no_more(bool isReplaced)
    {
        Stage stage = Stage.At(RoleName.InboundProxy, "Opened");
        stage.WritesAtOnce = false;
        Channel server = stage.On(ChannelLeg.ServerIn);
        for (int i = 0; i < 10; i++)
        {
            stage.Connection.ReceiveRpc(stage.On(ChannelLeg.ClientIn), RpcPdus.Make(5_840, i).AsSequence());
        }

        if (isReplaced)
        {
            stage.TakeIn(ChannelLeg.ClientIn, RtsPduKind.IN_R2_A1).Receive(ChannelLeg.ClientIn, RtsPduKind.IN_R2_A5);
        }

        stage.Connection.ClearRequests();
        stage.Connection.Written(server, server.Sending.Outbox.Take());
        Assert.Equal(isReplaced ? [] : ["send FlowControlAckWithDestination on ServerIn"], stage.RequestTexts());
    }

    [Fact]
    public void A_server_that_never_acknowledges_is_not_waited_for_though_what_waits_had_come_early_on_a_successor()
    {
        Stage stage = Stage.At(RoleName.InboundProxy, "Opened");
        Channel client = stage.On(ChannelLeg.ClientIn), server = stage.On(ChannelLeg.ServerIn);
        for (int i = 0; i < 11; i++)
        {
            stage.Connection.ReceiveRpc(client, RpcPdus.Make(5_840, i).AsSequence());
        }

        Assert.False(server.Sending.IsBlocked);
        stage.TakeIn(ChannelLeg.ClientIn, RtsPduKind.IN_R2_A1);
        stage.Connection.ReceiveRpc(stage.OnSuccessor(ChannelLeg.ClientIn), RpcPdus.Make(5_840, 12).AsSequence());

        // All that fitted the window was written long ago: nothing else will bring the timer about.
        stage.Receive(ChannelLeg.ClientIn, RtsPduKind.IN_R2_A5);
        Assert.True(server.Sending.IsBlocked);
        Assert.Contains("set AcknowledgmentGrace timer to 5 s", stage.RequestTexts());
    }

    [Fact]
    public void A_proxy_that_never_acknowledges_does_not_keep_RTS_PDUs_from_having_the_IN_channel_recycled()
    {
        Stage stage = Stage.At(RoleName.Client, "Opened");
        SendingChannel sending = stage.On(ChannelLeg.ClientIn).Sending;
        for (int i = 0; i < 6; i++)
        {
            stage.Connection.ReceiveRpc(stage.On(ChannelLeg.Upper), RpcPdus.Make(5_840, i).AsSequence());
        }

        sending.Spend(sending.Lifetime - sending.Reserve - sending.LifetimeSent + 1);

        stage.Receive(ChannelLeg.ClientOut, RtsPduKind.Ping);
        Assert.Equal(["set AcknowledgmentGrace timer to 5 s"], stage.RequestTexts());
        stage.Handle(new Input.TimerElapsed(TimerKind.AcknowledgmentGrace));
        Assert.Equal("Opened/Opened_A4W/Opened", stage.Connection.StateName);

        // Being recycled it waits for its successor, not for an acknowledgment.
        stage.Receive(ChannelLeg.ClientOut, RtsPduKind.Ping);
        Assert.Empty(stage.RequestTexts());
    }

    [Fact]
    public void A_successor_that_is_blocked_when_its_predecessors_grace_ends_has_a_grace_of_its_own()
    {
        Stage stage = Stage.At(RoleName.Client, "Opened/Opened_A4W/Opened");
        Channel upper = stage.On(ChannelLeg.Upper), predecessor = stage.On(ChannelLeg.ClientIn), successor = stage.OnSuccessor(ChannelLeg.ClientIn);
        stage.Connection.ClearRequests();
        SendUntilBlocked(predecessor);
        Assert.Contains(stage.Requests, effect => effect is Request.SetTimer { Timer: TimerKind.AcknowledgmentGrace });

        stage.Receive(ChannelLeg.ClientOut, RtsPduKind.IN_R2_A4).Handle(new Input.Drained(predecessor));
        SendUntilBlocked(successor);

        stage.Handle(new Input.TimerElapsed(TimerKind.AcknowledgmentGrace));
        Assert.Equal(["set AcknowledgmentGrace timer to 5 s"], stage.RequestTexts());
        Assert.True(successor.Sending.IsBlocked);

        stage.Handle(new Input.TimerElapsed(TimerKind.AcknowledgmentGrace));
        Assert.Equal(["ignore the window on ClientIn"], stage.RequestTexts());
        Assert.False(successor.Sending.IsBlocked);

        void SendUntilBlocked(Channel channel)
        {
            for (int i = 0; !channel.Sending.IsBlocked; i++)
            {
                stage.Connection.ReceiveRpc(upper, RpcPdus.Make(5_840, i).AsSequence());
            }
        }
    }

    [Fact]
    public void A_foreign_outbound_proxy_that_acknowledges_late_stalls_a_server_for_one_grace_and_never_again()
    {
        Stage stage = Stage.At(RoleName.Server, "A2W").Receive(
            ChannelLeg.ServerOut, RtsPdus.CONN_A2(SamplePdus.Connection, SamplePdus.Out, channelLifetime: 131_072, receiveWindowSize: 131_072));
        stage.Connect(ChannelLeg.Upper);
        Channel upper = stage.On(ChannelLeg.Upper), leg = stage.On(ChannelLeg.ServerOut);
        uint acknowledged = 0;
        int graces = 0;
        for (int i = 0; i < 200; i++)
        {
            stage.Connection.ClearRequests();
            stage.Connection.ReceiveRpc(upper, RpcPdus.Make(5_840, i).AsSequence());
            if (stage.Requests.Any(effect => effect is Request.SetTimer { Timer: TimerKind.AcknowledgmentGrace }))
            {
                graces++;
                stage.Handle(new Input.TimerElapsed(TimerKind.AcknowledgmentGrace));
            }

            // The proxy passes everything on at once and says so when it knows less than half to be free.
            if (leg.Sending.Window.BytesSent - acknowledged > 65_536)
            {
                acknowledged = leg.Sending.Window.BytesSent;
                stage.Receive(ChannelLeg.ServerOut, RtsPdus.FlowControlAck(new FlowControlAcknowledgment(acknowledged, 131_072, leg.Cookie)));
            }

            if (stage.Connection.StateName.EndsWith("Opened_A4W", StringComparison.Ordinal))
            {
                stage.Receive(ChannelLeg.ServerOut, RtsPdus.OUT_R2_A4(SamplePdus.CookieOf(100 + i)));
                stage.Receive(ChannelLeg.ServerIn, RtsPdus.OUT_R2_A8(SamplePdus.CookieOf(100 + i)));
                leg.Sending.Dequeue();
            }

            Assert.Equal(0, leg.Sending.Queue.Count);
        }

        Assert.Equal(1, graces);
    }
}
