using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Roles;

/// <summary>Pings of client and outbound proxy, Keep-Alive, the keep-alive of the leg to the server, and the server's bound on ping traffic.</summary>
public class PingTests
{
    // [rpch 3.2.1.1.6, 3.2.1.1.6.2/1-2, 3.2.1.2.1/1-2, 3.2.2.6.1/1, 3.2.4.6/1]
    [Theory]
    [InlineData(RoleName.Client, ChannelLeg.ClientIn)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ClientOut)]
    public void A_Ping_goes_when_nothing_was_sent_for_half_of_the_interval(RoleName role, ChannelLeg leg)
    {
        Stage stage = Stage.At(role, "Opened");
        stage.On(leg).Sending.SendRts(RtsPdus.Ping());
        Assert.Equal(["set Ping timer to 450 s"], Elapse(stage));
        Assert.Equal([$"send Ping on {leg}", "set Ping timer to 450 s"], Elapse(stage));

        Assert.Equal(["set Ping timer to 450 s"], Elapse(stage)); // That Ping was sent.
        Assert.Equal([$"send Ping on {leg}", "set Ping timer to 450 s"], Elapse(stage));
    }

    [Fact]
    public void A_successor_is_no_silent_channel_because_as_much_was_sent_on_it_as_on_its_predecessor()
    {
        Channel predecessor = new(ChannelLeg.ClientOut), successor = new(ChannelLeg.ClientOut);
        var pings = new PingOriginator();
        pings.Start(SamplePdus.Timeout, predecessor);
        foreach (Channel channel in (Channel[])[predecessor, successor])
        {
            channel.Sending.SendRts(RtsPdus.Ping());
        }

        Assert.False(pings.IsPingDue(predecessor));
        Assert.False(pings.IsPingDue(successor)); // Its PDU went a moment ago.
        Assert.True(pings.IsPingDue(successor));
    }

    // [rpch 3.2.1.1.6.1/1, 3.2.2.1.7/1, 3.2.2.4.4/1, 3.2.2.6.2/1]
    [Theory]
    [InlineData(0u, 450.0)]
    [InlineData(60_000u, 30.0)]
    [InlineData(2_000_000u, 450.0)]
    public void A_client_pings_at_the_shorter_of_connection_time_out_and_keep_alive_interval(uint interval, double half)
    {
        var client = new ClientConnection(SamplePdus.Connection, SamplePdus.ChannelCookies(), new ClientVariables { KeepAliveInterval = interval })
        {
            InConnectionTimeout = SamplePdus.Timeout,
        };
        client.StartPings();
        Assert.Equal(new Request.SetTimer(TimerKind.Ping, TimeSpan.FromSeconds(half)), Assert.Single(client.Requests));
    }

    // [rpch 3.2.1.2.2/1]
    [Fact]
    public void A_client_pings_anew_with_the_time_out_that_IN_R1_A4_carries()
    {
        Stage stage = Stage.At(RoleName.Client, "Opened/Opened_A4W/Opened").Receive(ChannelLeg.ClientOut, RtsPdus.IN_R1_A4(SamplePdus.Window, 200_000));
        Assert.Contains("set Ping timer to 100 s", stage.RequestTexts());
    }

    // [rpch 3.2.1.1.6.1/1, 3.2.4.5.1/2]
    [Fact]
    public void An_outbound_proxy_pings_by_the_time_out_that_the_request_asks_for()
    {
        var connection = new OutboundProxy.OutboundProxyConnection(SamplePdus.Connection, new ProxyVariables());
        connection.Attach(new Channel(ChannelLeg.ClientOut) { MinConnTimeout = 120_000 });
        Assert.Equal(120_000u, connection.ConnectionTimeout);
    }

    // [rpch 2.2.3.5.15/2, 3.2.4.6/2]
    [Fact]
    public void A_client_that_acknowledges_is_pinged_at_the_ping_interval_and_its_timer_is_set_once()
    {
        Stage stage = Stage.At(RoleName.OutboundProxy, "Opened");
        stage.Receive(ChannelLeg.ServerOut, SamplePdus.AckFor(ForwardDestination.FDOutProxy));
        Assert.Contains("set Ping timer to 25 s", stage.RequestTexts());

        stage.Receive(ChannelLeg.ServerOut, SamplePdus.AckFor(ForwardDestination.FDOutProxy));
        Assert.DoesNotContain(stage.RequestTexts(), text => text.Contains("Ping timer", StringComparison.Ordinal));
        Assert.Equal(["send Ping on ClientOut", "set Ping timer to 25 s"], Elapse(stage));
        Assert.Equal(["set Ping timer to 25 s"], Elapse(stage)); // That Ping was sent.
    }

    [Fact]
    public void A_client_that_has_sent_no_RTS_PDU_after_CONN_B1_is_pinged_by_the_time_out_alone()
    {
        Stage stage = Stage.At(RoleName.OutboundProxy, "Opened");
        stage.Receive(ChannelLeg.ServerOut, RtsPdus.OUT_R1_A2()); // the server's

        Assert.DoesNotContain(stage.RequestTexts(), text => text.Contains("Ping timer", StringComparison.Ordinal));
        Assert.Equal(["set Ping timer to 450 s"], Elapse(stage)); // That PDU was sent on.
        Assert.Equal(["send Ping on ClientOut", "set Ping timer to 450 s"], Elapse(stage));
    }

    [Theory]
    [InlineData(0u, 450_000.0)]           // none
    [InlineData(50_000u, 25_000.0)]
    [InlineData(900_000u, 450_000.0)]     // not shorter
    [InlineData(uint.MaxValue, 450_000.0)]
    public void The_ping_interval_counts_where_it_is_shorter_and_not_zero(uint interval, double half)
    {
        var channel = new Channel(ChannelLeg.ClientOut);
        var pings = new PingOriginator();
        pings.Start(900_000, channel);

        Assert.Equal(half != 450_000, pings.TryShorten(interval, channel));
        Assert.Equal(half, pings.Due.TotalMilliseconds);
    }

    [Fact]
    public void An_outbound_proxy_tells_the_server_of_more_than_1031_bytes_of_pings_and_counts_anew()
    {
        Stage stage = Stage.At(RoleName.OutboundProxy, "Opened");
        int told = 0, sent = 0;
        for (int i = 0; i < 400; i++)
        {
            string[] effects = Elapse(stage);
            sent += effects.Count(effect => effect.StartsWith("send Ping on", StringComparison.Ordinal)) * RtsPdus.Ping().Length;
            if (!effects.Contains("send Ping Traffic Sent Notify on ServerOut"))
            {
                continue;
            }

            told++;
            Assert.InRange(sent, 1_032, 1_060);
            sent = 0;
        }

        Assert.InRange(told, 3, 4);
    }

    // [rpch 3.2.5.5.14/1]
    [Fact]
    public void A_server_takes_8_KiB_of_pings_in_four_minutes_off_the_lifetime_and_no_more()
    {
        Stage stage = Stage.At(RoleName.Server, "Opened");
        long sent = stage.On(ChannelLeg.ServerOut).Sending.LifetimeSent;
        stage.Receive(ChannelLeg.ServerOut, RtsPdus.PingTrafficSentNotify(8_192));
        Assert.Equal(["set PingTrafficWindow timer to 240 s"], stage.RequestTexts());
        Assert.Equal(sent + 8_192, stage.On(ChannelLeg.ServerOut).Sending.LifetimeSent);

        stage.Handle(new Input.TimerElapsed(TimerKind.PingTrafficWindow)).Receive(ChannelLeg.ServerOut, RtsPdus.PingTrafficSentNotify(8_192));
        Assert.False(stage.Connection.IsFinished);
        stage.Receive(ChannelLeg.ServerOut, RtsPdus.PingTrafficSentNotify(1));
        Assert.Equal(CloseReason.PingTrafficExceeded, stage.Connection.Reason);
    }

    // [rpch 3.2.5.5.14/2]
    [Fact]
    public void Ping_traffic_that_reaches_the_reserve_has_the_OUT_channel_recycled()
    {
        Stage stage = Stage.At(RoleName.Server, "Opened");
        SendingChannel sending = stage.On(ChannelLeg.ServerOut).Sending;
        sending.Spend(sending.Lifetime - sending.Reserve - sending.LifetimeSent - 100);
        stage.Receive(ChannelLeg.ServerOut, RtsPdus.PingTrafficSentNotify(1_040));
        Assert.Contains("send OUT_R2/A1 on ServerOut", stage.RequestTexts());
    }

    // [rpch 3.2.3.1.2/1, 3.2.3.2.1/2]
    [Theory]
    [InlineData(0u, 300_000u)]
    [InlineData(60_000u, 60_000u)]
    public void Keep_Alive_sets_the_interval_of_the_leg_to_the_server(uint said, uint meant)
    {
        Stage stage = Stage.At(RoleName.InboundProxy, "Opened").Receive(ChannelLeg.ClientIn, RtsPdus.KeepAlive(said));
        Assert.Equal([$"set keep-alive of ServerIn to {meant} ms"], stage.RequestTexts());
        Assert.Equal(said, ((InboundProxyConnection)stage.Connection).ClientKeepalive);
    }

    // [rpch 3.2.3.2.1/1]
    [Theory]
    [InlineData("B3W_Connecting")]
    [InlineData("Wait_B2_Connecting")] // IN_R1/A1 names no interval: that of 0 until Keep-Alive tells
    public void The_leg_to_the_server_has_its_keep_alive_from_its_beginning(string state)
    {
        Assert.Equal("set keep-alive of ServerIn to 300000 ms", Stage.At(RoleName.InboundProxy, state).Connect(ChannelLeg.ServerIn).RequestTexts()[0]);

        // What came before there was a connection to set it on isn't lost.
        Stage hasty = Stage.At(RoleName.InboundProxy, state).Receive(ChannelLeg.ClientIn, RtsPdus.KeepAlive(90_000));
        Assert.Equal("set keep-alive of ServerIn to 90000 ms", hasty.Connect(ChannelLeg.ServerIn).RequestTexts()[0]);
    }

    // [rpch 3.2.2.1.6/1]
    [Fact]
    public void A_client_tells_the_successors_proxy_its_keep_alive() => Assert.Contains(
        "send Keep-Alive on ClientIn",
        Stage.At(RoleName.Client, "Opened/Opened_A4W/Opened").Receive(ChannelLeg.ClientOut, RtsPduKind.IN_R1_A4).RequestTexts());

    private static string[] Elapse(Stage stage) => stage.Handle(new Input.TimerElapsed(TimerKind.Ping)).RequestTexts();
}
