using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Roles;

/// <summary>What a channel, and a successor, brings with it: windows, lifetimes, cookies, time-outs.</summary>
public class SuccessorVariablesTests
{
    private const uint Window = 16_384;
    private const uint Lifetime = 200_000;

    [Fact]
    public void A_server_takes_window_and_lifetime_from_OUT_R1_A4()
    {
        Stage stage = Stage.At(RoleName.Server, "Opened/Opened/Opened_A4W");
        stage.Receive(stage.TakeIn(ChannelLeg.ServerOut), RtsPdus.OUT_R1_A4(
            SamplePdus.Connection, SamplePdus.Out, SamplePdus.Successor, Lifetime, Window, SamplePdus.Timeout));
        SendingChannel successor = stage.OnSuccessor(ChannelLeg.ServerOut).Sending;
        Assert.Equal(Window, successor.Window.PeerReceiveWindow);
        Assert.Equal((long)Lifetime, successor.Lifetime);

        // OUT_R2 names no lifetime: that of OUT_R1/A4 begins anew.
        stage.Receive(ChannelLeg.ServerIn, RtsPduKind.OUT_R1_A8).StartRecycle();
        successor.Spend(100_000);
        stage.Receive(ChannelLeg.ServerOut, RtsPdus.OUT_R2_A4(SamplePdus.CookieOf(77)));
        stage.Receive(ChannelLeg.ServerIn, RtsPdus.OUT_R2_A8(SamplePdus.CookieOf(77)));
        Assert.Equal("Opened/Opened/Opened", stage.Connection.StateName);
        Assert.Equal((Lifetime, (long)RtsPdus.OUT_R2_B1().Length), (successor.Lifetime, successor.LifetimeSent));
    }

    [Fact]
    public void A_server_counts_CONN_A3_which_the_outbound_proxy_adds()
    {
        Stage stage = Stage.At(RoleName.Server, "B2W");
        SendingChannel sending = stage.On(ChannelLeg.ServerOut).Sending;
        Assert.Equal(SamplePdus.Of(RtsPduKind.CONN_A3).Length, sending.LifetimeSent);
        Assert.Equal((SamplePdus.Lifetime, SamplePdus.Window), (sending.Lifetime, sending.Window.PeerReceiveWindow));
    }

    [Theory]
    [InlineData("Open_Start")] // OUT_R1
    [InlineData("Opened")] // OUT_R2
    public void An_outbound_proxy_takes_the_clients_window_from_A3(string state)
    {
        Stage stage = Stage.At(RoleName.OutboundProxy, state);
        Channel successor = state == "Opened" ? stage.TakeIn(ChannelLeg.ClientOut) : stage.On(ChannelLeg.ClientOut);
        stage.Receive(successor, RtsPdus.OUT_R1_A3(SamplePdus.Connection, SamplePdus.Out, SamplePdus.Successor, Window));
        Assert.Equal(Window, successor.Sending.Window.PeerReceiveWindow);
    }

    [Fact]
    public void An_inbound_proxy_takes_the_servers_window_from_IN_R1_B2()
    {
        Stage stage = Stage.At(RoleName.InboundProxy, "Wait_B2").Receive(ChannelLeg.ServerIn, RtsPdus.IN_R1_B2(Window));
        Assert.Equal(Window, stage.On(ChannelLeg.ServerIn).Sending.Window.PeerReceiveWindow);
    }

    [Fact]
    public void An_outbound_proxy_pings_from_OUT_R1_A11_on() => Assert.Contains(
        "set Ping timer to 25 s", // this client has sent OUT_R1/A3 and A11
        Stage.At(RoleName.OutboundProxy, "A11W").Receive(ChannelLeg.ClientOut, RtsPduKind.OUT_R1_A11).RequestTexts());

    [Fact]
    public void A_leg_to_the_server_has_its_old_name_again_when_its_successor_was_refused()
    {
        Stage inbound = Stage.At(RoleName.InboundProxy, "Opened_A5W").Receive(ChannelLeg.ClientIn, RtsPdus.IN_R2_A5(SamplePdus.CookieOf(99)));
        Channel serverIn = ((InboundProxyConnection)inbound.Connection).ServerIn;
        Assert.Equal(SamplePdus.In, serverIn.Cookie);
        Assert.True(serverIn.IsNamed(SamplePdus.Successor)); // the server goes on calling it so

        Stage outbound = Stage.At(RoleName.OutboundProxy, "B1W").Receive(ChannelLeg.ServerOut, RtsPduKind.OUT_R2_B2);
        Assert.Equal(SamplePdus.Out, ((OutboundProxyConnection)outbound.Connection).ServerOut.Cookie); // acknowledgments name it
    }

    [Fact]
    public void A_server_counts_all_ping_traffic_of_four_minutes()
    {
        Stage stage = Stage.At(RoleName.Server, "Opened");
        for (int i = 0; i < 8; i++)
        {
            stage.Receive(ChannelLeg.ServerOut, RtsPdus.PingTrafficSentNotify(1_024));
        }

        Assert.False(((ServerConnection)stage.Connection).IsFinished);
        stage.Receive(ChannelLeg.ServerOut, RtsPdus.PingTrafficSentNotify(1));
        Assert.Equal(CloseReason.PingTrafficExceeded, stage.Connection.Reason);
    }
}
