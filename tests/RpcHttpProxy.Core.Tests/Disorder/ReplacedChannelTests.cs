using System.Buffers;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>What becomes of a channel that is no component of its connection any more, or never came to be one.</summary>
public class ReplacedChannelTests
{
    [Theory]
    [InlineData(RoleName.Client, CloseReason.ClosedByHigherLayer)]
    [InlineData(RoleName.Client, CloseReason.MalformedRtsPdu)]
    [InlineData(RoleName.Server, CloseReason.ClosedByHigherLayer)]
    [InlineData(RoleName.Server, CloseReason.MalformedRtsPdu)]
    public void A_channel_that_its_peer_was_to_close_ends_with_the_connection_and_in_the_same_way(RoleName role, CloseReason reason)
    {
        (Stage stage, Channel replaced) = role == RoleName.Client ? ReplacedIn() : ReplacedOut();
        Assert.False(replaced.IsClosed);

        stage.Handle(new Input.CloseRequested(reason, ""));

        Request end = Assert.Single(stage.Requests, effect => effect.Ends() == replaced);
        Assert.Equal(reason.IsOrderly() ? CloseHow.Finish : CloseHow.Abort, ((Request.Close)end).How); // A5, A9 and what went before them may be under way.
        Assert.True(replaced.IsClosed);
    }

    [Theory]
    [InlineData(RoleName.Client)]
    [InlineData(RoleName.Server)]
    public void A_replaced_channel_that_its_peer_has_closed_is_not_ended_again(RoleName role)
    {
        (Stage stage, Channel replaced) = role == RoleName.Client ? ReplacedIn() : ReplacedOut();
        stage.Handle(new Input.ChannelClosed(replaced, CloseReason.ClosedByProxy, ""));
        Assert.Empty(stage.Requests);
        Assert.True(replaced.IsClosed);

        stage.Handle(new Input.CloseRequested(CloseReason.ClosedByHigherLayer, ""));
        Assert.DoesNotContain(stage.Requests, effect => effect.Ends() == replaced);
    }

    [Fact]
    public void A_proxy_that_never_closes_what_was_replaced_has_no_more_than_a_few_channels_left_to_it()
    {
        Stage stage = Stage.At(RoleName.Client, "Opened");
        var replaced = new List<Channel>();
        for (int i = 0; i < 100; i++)
        {
            Channel predecessor = stage.On(ChannelLeg.ClientIn);
            stage.StartRecycle().Handle(new Input.Connected(stage.OnSuccessor(ChannelLeg.ClientIn)));
            stage.Receive(ChannelLeg.ClientOut, RtsPduKind.IN_R1_A4);
            replaced.Add(predecessor);
            Request[] ends = [.. stage.Requests.Where(effect => effect.Ends() is not null)];
            Assert.Equal(i < 4 ? [] : [new Request.Close(replaced[i - 4], CloseHow.Finish)], ends);
            stage.Handle(new Input.Drained(predecessor));
        }

        Assert.Equal(4, replaced.Count(channel => !channel.IsClosed));
        Assert.Equal("Opened/Opened/Opened", stage.Connection.StateName);

        Stage server = Stage.At(RoleName.Server, "Opened");
        for (int i = 0; i < 100; i++)
        {
            Channel predecessor = server.On(ChannelLeg.ServerOut);
            RtsCookie successor = SamplePdus.CookieOf(100 + i);
            server.StartRecycle().Handle(new Input.RtsReceived(server.TakeIn(ChannelLeg.ServerOut), RtsPdus.OUT_R1_A4(
                SamplePdus.Connection, predecessor.Cookie, successor, SamplePdus.Lifetime, SamplePdus.Window, SamplePdus.Timeout)));
            server.Receive(ChannelLeg.ServerIn, RtsPdus.OUT_R1_A8(successor));
            Assert.False(predecessor.IsClosed);
        }

        Assert.Equal(4, server.Connection.Retired.Count);
    }

    // [rpch 3.2.2.5.12/1]
    [Fact]
    public void A_client_does_not_recycle_a_successor_before_A5_has_been_written()
    {
        (Stage stage, Channel predecessor) = ReplacedIn();
        SendingChannel successor = stage.On(ChannelLeg.ClientIn).Sending;
        successor.Spend(successor.Lifetime - successor.Reserve + 1); // by acknowledgments alone
        stage.Receive(ChannelLeg.ClientOut, RtsPduKind.Ping);
        Assert.Equal("Opened/Opened/Opened", stage.Connection.StateName);

        stage.Handle(new Input.Drained(predecessor));
        Assert.Equal("Opened/Opened_A4W/Opened", stage.Connection.StateName);
        string[] effects = stage.RequestTexts();
        Assert.True(Array.IndexOf(effects, "cancel InRecycling timer") < Array.IndexOf(effects, "set InRecycling timer to 60 s"), string.Join("; ", effects));
    }

    // [rpch 3.2.3.5.8/5]
    [Fact]
    public void A_successor_that_A5_disowns_is_told_so()
    {
        Stage stage = Stage.At(RoleName.InboundProxy, "Opened_A5W");
        Channel successor = stage.OnSuccessor(ChannelLeg.ClientIn);
        stage.Receive(ChannelLeg.ClientIn, RtsPdus.IN_R2_A5(SamplePdus.CookieOf(99)));
        Assert.Equal(new Request.Close(successor, CloseHow.Fail, CloseReason.PredecessorMismatch), Assert.Single(stage.Requests, effect => effect.Ends() is not null));
    }

    [Theory]
    [InlineData("B1OrC1W")]
    [InlineData("B1W")]
    public void A_successor_that_the_server_refuses_is_told_so(string state)
    {
        Stage stage = Stage.At(RoleName.OutboundProxy, state);
        Channel successor = stage.OnSuccessor(ChannelLeg.ClientOut);
        stage.Receive(ChannelLeg.ServerOut, RtsPduKind.OUT_R2_B2);
        Assert.Equal(new Request.Close(successor, CloseHow.Fail, CloseReason.PredecessorMismatch), Assert.Single(stage.Requests, effect => effect.Ends() is not null));
    }

    // [rpch 3.2.2.5.8/4, 3.2.2.5.10/4]
    [Theory]
    [InlineData("Opened/Opened/Opened_A10W", RtsPduKind.OUT_R1_A10)]
    [InlineData("Opened/Opened/B3W", RtsPduKind.OUT_R2_B3)]
    public void What_comes_behind_the_PDU_that_replaces_an_OUT_channel_is_ignored(string state, RtsPduKind last)
    {
        Stage stage = Stage.At(RoleName.Client, state);
        byte[] notExpected = SamplePdus.Of(RtsPduKind.CONN_A3).ToArray(), noPdu = [0xFF, 0xFF];
        var bytes = new ReadOnlySequence<byte>([.. SamplePdus.Of(last).ToArray(), .. notExpected, .. noPdu]);
        stage.Connection.Receive(stage.On(ChannelLeg.ClientOut), ref bytes, isEnd: true);
        Assert.Equal("Opened/Opened/Opened", stage.Connection.StateName);
    }

    // [rpch 2.1.2.1.8/4]
    [Theory]
    [InlineData(RoleName.Client, "Opened/Opened_A4W/Opened", ChannelLeg.ClientIn)]
    [InlineData(RoleName.OutboundProxy, "Opened", ChannelLeg.ClientOut)]
    [InlineData(RoleName.Server, "Opened/Opened/Opened_A4W", ChannelLeg.ServerOut)]
    public void RTS_PDUs_that_a_lifetime_has_no_room_for_end_the_connection(RoleName role, string state, ChannelLeg leg)
    {
        Stage stage = Stage.At(role, state);
        SendingChannel sending = stage.On(leg).Sending;
        sending.Spend(sending.Lifetime - sending.LifetimeSent - 1_000);
        (ChannelLeg from, RtsPdu pdu) = role switch
        {
            RoleName.Client => (ChannelLeg.ClientOut, SamplePdus.Of(RtsPduKind.Ping)),
            RoleName.OutboundProxy => (ChannelLeg.ServerOut, SamplePdus.AckFor(ForwardDestination.FDClient)),
            _ => (ChannelLeg.ServerIn, SamplePdus.AckFor(ForwardDestination.FDClient)),
        };
        while (!stage.Connection.IsFinished)
        {
            if (role == RoleName.Client)
            {
                sending.SendRts(SamplePdus.AckFor(ForwardDestination.FDOutProxy));
            }

            stage.Receive(from, pdu);
            Assert.True(sending.LifetimeSent <= sending.Lifetime);
        }

        Assert.Equal(CloseReason.LifetimeExceeded, stage.Connection.Reason);
    }

    /// <summary>A client whose IN channel has been replaced (IN_R1); A5 is still to be written.</summary>
    private static (Stage Stage, Channel Replaced) ReplacedIn()
    {
        Stage stage = Stage.At(RoleName.Client, "Opened/Opened_A4W/Opened");
        Channel predecessor = stage.On(ChannelLeg.ClientIn);
        return (stage.Receive(ChannelLeg.ClientOut, RtsPduKind.IN_R1_A4), predecessor);
    }

    /// <summary>A server whose OUT channel has been replaced (OUT_R1).</summary>
    private static (Stage Stage, Channel Replaced) ReplacedOut()
    {
        Stage stage = Stage.At(RoleName.Server, "Opened/Opened/Opened_A8W");
        Channel predecessor = stage.On(ChannelLeg.ServerOut);
        return (stage.Receive(ChannelLeg.ServerIn, RtsPduKind.OUT_R1_A8), predecessor);
    }
}
