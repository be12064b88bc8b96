using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Core.Tests.Sequences;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>Timers, acknowledgments, closes and lifetimes while channels are being recycled.</summary>
public class RecyclingInputTests
{
    public static TheoryData<RoleName, string, TimerKind> WaitingStates
    {
        get
        {
            var states = new TheoryData<RoleName, string, TimerKind>();
            foreach (string state in (string[])["Opened_A5W", "Draining"])
            {
                states.Add(RoleName.InboundProxy, state, TimerKind.InRecycling);
            }

            foreach (string state in (string[])["Wait_B2_Connecting", "Wait_B2"])
            {
                states.Add(RoleName.InboundProxy, state, TimerKind.ConnectionSetup);
            }

            foreach (string state in (string[])["B1OrC1W", "B1W", "R2C1W_Draining", "Opened_Draining", "R2C1W", "Draining"])
            {
                states.Add(RoleName.OutboundProxy, state, TimerKind.OutRecycling);
            }

            foreach (string state in (string[])["A11W_Connecting", "A11W"])
            {
                states.Add(RoleName.OutboundProxy, state, TimerKind.ConnectionSetup);
            }

            foreach (RoleName role in (RoleName[])[RoleName.Client, RoleName.Server])
            {
                foreach (string state in Stage.LivingStates(role).Where(state => state.Contains('/', StringComparison.Ordinal)))
                {
                    if (state.Split('/')[1] != "Opened")
                    {
                        states.Add(role, state, TimerKind.InRecycling);
                    }

                    if (state.Split('/')[2] != "Opened")
                    {
                        states.Add(role, state, TimerKind.OutRecycling);
                    }
                }
            }

            return states;
        }
    }

    [Theory]
    [MemberData(nameof(WaitingStates))]
    public void Recycling_that_lasts_too_long_ends_the_connection(RoleName role, string state, TimerKind timer)
    {
        Stage stage = Stage.At(role, state).Handle(new Input.TimerElapsed(timer));
        Assert.Equal(CloseReason.SetupTimeout, stage.Connection.Reason);
        Assert.Contains(state, stage.Connection.Detail, StringComparison.Ordinal);
        Assert.All(stage.Connection.Channels, channel => Assert.True(channel.IsClosed));
    }

    [Theory]
    [InlineData(RoleName.Client)]
    [InlineData(RoleName.InboundProxy)]
    [InlineData(RoleName.OutboundProxy)]
    [InlineData(RoleName.Server)]
    public void A_timer_of_a_recycling_that_is_complete_ends_nothing(RoleName role)
    {
        foreach (TimerKind timer in (TimerKind[])[TimerKind.InRecycling, TimerKind.OutRecycling])
        {
            Stage stage = Stage.At(role, "Opened").Handle(new Input.TimerElapsed(timer));
            Assert.False(stage.Connection.IsFinished);
            Assert.Empty(stage.Requests);
        }
    }

    // [rpch 3.2.2.5.5/3]
    [Fact]
    public void A_clients_timer_runs_until_A5_has_been_written()
    {
        Stage stage = Stage.At(RoleName.Client, "Opened/Opened_A4W/Opened").Receive(ChannelLeg.ClientOut, RtsPduKind.IN_R1_A4);
        Assert.Equal("Opened/Opened/Opened", stage.Connection.StateName);
        Assert.DoesNotContain(stage.RequestTexts(), text => text.StartsWith("cancel", StringComparison.Ordinal));
        Assert.Equal(CloseReason.SetupTimeout, stage.Handle(new Input.TimerElapsed(TimerKind.InRecycling)).Connection.Reason);
    }

    [Theory]
    [InlineData("R2C1W_Draining", "R2C1W")]
    [InlineData("Opened_Draining", "Opened")]
    public void A_client_that_has_B3_before_the_proxy_knows_that_it_was_written_may_close(string state, string next)
    {
        Stage stage = Stage.At(RoleName.OutboundProxy, state);
        Channel predecessor = stage.On(ChannelLeg.ClientOut);
        stage.Handle(new Input.ChannelClosed(predecessor, CloseReason.ClosedByClient, ""));
        Assert.Equal(next, stage.Connection.StateName);

        stage.Handle(new Input.Drained(predecessor));
        Assert.Equal(next, stage.Connection.StateName);
        Assert.Empty(stage.Requests);
    }

    [Fact]
    public void A_write_that_is_reported_a_recycling_late_does_not_end_the_draining_of_the_next_channel()
    {
        Stage stage = Stage.At(RoleName.OutboundProxy, "Opened_Draining");
        Channel predecessor = stage.On(ChannelLeg.ClientOut);
        stage.Handle(new Input.ChannelClosed(predecessor, CloseReason.ClosedByClient, ""));
        Channel successor = stage.On(ChannelLeg.ClientOut);
        FillWindow(stage, stage.On(ChannelLeg.ServerOut), successor);
        stage.Receive(ChannelLeg.ServerOut, RtsPduKind.OUT_R1_A9);

        stage.Handle(new Input.Drained(predecessor));
        Assert.Equal("Draining", stage.Connection.StateName);

        stage.Handle(new Input.Drained(successor));
        Assert.Equal(CloseReason.Recycled, stage.Connection.Reason);
    }

    [Theory]
    [InlineData("R2C1W_Draining")]
    [InlineData("Opened_Draining")]
    [InlineData("Draining")]
    public void A_client_that_closes_while_RPC_PDUs_still_wait_for_its_window_has_lost_them_and_the_connection(string state)
    {
        Stage stage = Stage.At(RoleName.OutboundProxy, state is "Draining" ? "Opened" : "B1OrC1W");
        Channel predecessor = stage.On(ChannelLeg.ClientOut);
        FillWindow(stage, stage.On(ChannelLeg.ServerOut), predecessor);
        if (state == "Opened_Draining")
        {
            stage.ReceiveOnSuccessor(ChannelLeg.ClientOut, RtsPduKind.OUT_R2_C1);
        }

        stage.Receive(ChannelLeg.ServerOut, state == "Draining" ? RtsPduKind.OUT_R1_A9 : RtsPduKind.OUT_R2_B1);
        Assert.Equal(state, stage.Connection.StateName);

        stage.Handle(new Input.ChannelClosed(predecessor, CloseReason.ClosedByClient, ""));
        Assert.Equal(CloseReason.ClosedByClient, stage.Connection.Reason);
        Assert.True(stage.Connection.IsFinished);
    }

    [Theory]
    [InlineData(true, CloseReason.ClosedByServer)]
    [InlineData(false, CloseReason.Recycled)]
    public void A_server_that_closes_a_draining_channel_has_recycled_it_only_if_nothing_waits(bool waits, CloseReason reason)
    {
        Stage stage = Stage.At(RoleName.InboundProxy, "Opened");
        Channel server = stage.On(ChannelLeg.ServerIn);
        if (waits)
        {
            FillWindow(stage, stage.On(ChannelLeg.ClientIn), server);
        }

        stage.Receive(ChannelLeg.ClientIn, RtsPduKind.IN_R1_A5);

        stage.Handle(new Input.ChannelClosed(server, CloseReason.ClosedByServer, ""));
        Assert.Equal(reason, stage.Connection.Reason);
    }

    private static void FillWindow(Stage stage, Channel from, Channel to)
    {
        for (int i = 0; to.Sending.Queue.Count == 0; i++)
        {
            stage.Connection.ReceiveRpc(from, RpcPdus.Make(5_840, i).AsSequence());
        }
    }

    [Fact]
    public void An_acknowledgment_under_the_old_name_counts_on_a_leg_to_the_server_that_stays()
    {
        // IN_R2: server to inbound proxy.
        Stage inbound = Stage.At(RoleName.InboundProxy, "Opened");
        Channel client = inbound.On(ChannelLeg.ClientIn), server = inbound.On(ChannelLeg.ServerIn);
        inbound.Connection.ReceiveRpc(client, RpcPdus.Make(1_000, 1).AsSequence());
        inbound.TakeIn(ChannelLeg.ClientIn, RtsPduKind.IN_R2_A1);
        foreach (RtsCookie name in (RtsCookie[])[SamplePdus.In, SamplePdus.Successor])
        {
            uint free = name == SamplePdus.In ? 60_000u : 61_000u;
            inbound.Receive(ChannelLeg.ServerIn, RtsPdus.FlowControlAck(new FlowControlAcknowledgment(1_000, free, name)));
            Assert.Equal(free, server.Sending.Window.AvailableWindow);
        }

        // OUT_R2: outbound proxy to server.
        Stage backend = Stage.At(RoleName.Server, "Opened/Opened/Opened_A4W");
        Channel outbound = backend.On(ChannelLeg.ServerOut);
        backend.Connection.ReceiveRpc(backend.On(ChannelLeg.Upper), RpcPdus.Make(1_000, 1).AsSequence());
        backend.Receive(ChannelLeg.ServerOut, RtsPduKind.OUT_R2_A4);
        foreach (RtsCookie name in (RtsCookie[])[SamplePdus.Out, SamplePdus.Successor])
        {
            uint free = name == SamplePdus.Out ? 60_000u : 61_000u;
            backend.Receive(ChannelLeg.ServerOut, RtsPdus.FlowControlAck(new FlowControlAcknowledgment(1_000, free, name)));
            Assert.Equal(free, outbound.Sending.Window.AvailableWindow);
        }
    }

    // [rpch 3.2.1.5.1.2/2-3]
    [Fact]
    public void A_server_hands_an_acknowledgment_to_the_outbound_proxy_whose_channel_it_names()
    {
        Stage stage = Stage.At(RoleName.Server, "Opened/Opened/Opened_A8W");
        Channel predecessor = stage.On(ChannelLeg.ServerOut), successor = stage.OnSuccessor(ChannelLeg.ServerOut);
        Assert.Same(predecessor, HopOf(SamplePdus.Out));
        Assert.Same(successor, HopOf(SamplePdus.Successor));
        Assert.Null(HopOf(SamplePdus.CookieOf(99)));

        // The predecessor drains under flow control, though the server has no more to do with it.
        stage.Receive(ChannelLeg.ServerIn, RtsPduKind.OUT_R1_A8);
        Assert.Same(predecessor, HopOf(SamplePdus.Out));
        Assert.Same(successor, HopOf(SamplePdus.Successor));
        stage.Handle(new Input.ChannelClosed(predecessor, CloseReason.ClosedByProxy, ""));
        Assert.Null(HopOf(SamplePdus.Out));
        Assert.False(stage.Connection.IsFinished);

        Channel? HopOf(RtsCookie named)
        {
            stage.Receive(ChannelLeg.ServerIn, RtsPdus.FlowControlAckWithDestination(
                ForwardDestination.FDOutProxy, new FlowControlAcknowledgment(0, SamplePdus.Window, named)));
            return (stage.Requests.SingleOrDefault() as Request.Sent)?.Channel;
        }
    }

    // [rpch 3.2.2.5.11/5, 3.2.5.5.13/5]
    [Fact]
    public void A_close_of_a_channel_that_was_replaced_is_ignored_even_when_the_next_recycling_has_begun()
    {
        Stage stage = Stage.At(RoleName.Server, "Opened/Opened/Opened_A8W");
        Channel predecessor = stage.On(ChannelLeg.ServerOut);
        stage.Receive(ChannelLeg.ServerIn, RtsPduKind.OUT_R1_A8).StartRecycle();
        stage.Handle(new Input.ChannelClosed(predecessor, CloseReason.ConnectionError, ""));
        Assert.Equal("Opened/Opened/Opened_A4W", stage.Connection.StateName);

        Stage client = Stage.At(RoleName.Client, "Opened/Opened_A4W/Opened");
        Channel old = client.On(ChannelLeg.ClientIn);
        client.Receive(ChannelLeg.ClientOut, RtsPduKind.IN_R1_A4).Handle(new Input.Drained(old));
        client.StartRecycle().Handle(new Input.ChannelClosed(old, CloseReason.ConnectionError, ""));
        Assert.Equal("Opened/Opened_A4W/Opened", client.Connection.StateName);
    }

    [Fact]
    public void An_IN_channel_that_carries_acknowledgments_only_is_recycled_too()
    {
        var pair = new Pair(
            new ClientVariables { ReceiveWindowSize = 8_192, ChannelLifetime = RecyclingPair.Lifetime, InChannelReserve = RecyclingPair.Lifetime - 1_000 },
            new ProxyVariables { ReceiveWindowSize = 8_192 },
            new ServerVariables());
        ClientConnection client = pair.Open();
        pair.Run();
        Channel first = client.InChannel;
        for (int i = 0; i < 100; i++)
        {
            pair.Service!.Send(RpcPdus.Make(RecyclingPair.PduLength, i));
            pair.Run();
        }

        Assert.NotSame(first, client.InChannel);
        Assert.Equal("Opened/Opened/Opened", client.StateName);
        Assert.Equal(100 * RecyclingPair.PduLength, pair.Program!.Received.Length);
    }

    // [rpch 2.1.2.1.7/4]
    [Fact]
    public void RTS_PDUs_that_would_outrun_a_lifetime_end_the_connection_before_they_do()
    {
        Stage stage = Stage.At(RoleName.Client, "Opened/Opened_A4W/Opened");
        SendingChannel sending = stage.On(ChannelLeg.ClientIn).Sending;
        sending.Spend(sending.Lifetime - sending.LifetimeSent - 1_000);
        while (!stage.Connection.IsFinished)
        {
            sending.SendRts(SamplePdus.Of(RtsPduKind.FlowControlAck));
            stage.Receive(ChannelLeg.ClientOut, RtsPduKind.Ping);
            Assert.True(sending.LifetimeSent <= sending.Lifetime);
        }

        Assert.Equal(CloseReason.LifetimeExceeded, stage.Connection.Reason);
    }
}
