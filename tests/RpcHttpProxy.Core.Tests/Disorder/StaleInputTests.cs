using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>Inputs that cross the decision that made them void.</summary>
public class StaleInputTests
{
    [Theory]
    [InlineData(RoleName.Client)]
    [InlineData(RoleName.InboundProxy)]
    [InlineData(RoleName.OutboundProxy)]
    [InlineData(RoleName.Server)]
    public void A_setup_timer_that_elapsed_while_it_was_being_cancelled_ends_nothing(RoleName role)
    {
        Stage stage = Stage.At(role, "Opened").Handle(new Input.TimerElapsed(TimerKind.ConnectionSetup));
        Assert.False(stage.Connection.IsFinished);
        Assert.Empty(stage.Requests);
    }

    [Theory]
    [InlineData(RoleName.Client, ChannelLeg.ClientIn)]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ClientIn)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ClientOut)]
    [InlineData(RoleName.Server, ChannelLeg.ServerIn)]
    public void The_close_of_a_channel_that_is_no_component_ends_nothing(RoleName role, ChannelLeg leg)
    {
        Stage stage = Stage.At(role, "Opened").Handle(new Input.ChannelClosed(new Channel(leg), CloseReason.ClosedByClient, ""));
        Assert.False(stage.Connection.IsFinished);
        Assert.Empty(stage.Requests);
    }

    // [rpch 3.2.3.5.10/5, 3.2.4.5.14/5]
    [Theory]
    [InlineData(RoleName.Client)]
    [InlineData(RoleName.InboundProxy)]
    [InlineData(RoleName.OutboundProxy)]
    [InlineData(RoleName.Server)]
    public void Nothing_changes_a_connection_that_is_over(RoleName role)
    {
        Stage stage = Stage.At(role, "Opened");
        Channel channel = stage.Connection.Channels[^1];
        stage.Handle(new Input.CloseRequested(CloseReason.Shutdown, "the first reason"));

        Input[] late =
        [
            new Input.Connected(channel),
            new Input.ConnectFailed(channel, CloseReason.ServerUnreachable, ""),
            new Input.RtsReceived(channel, SamplePdus.Of(RtsPduKind.Ping)),
            new Input.ChannelClosed(channel, CloseReason.ConnectionError, ""),
            new Input.TimerElapsed(TimerKind.ConnectionSetup),
            new Input.CloseRequested(CloseReason.ClosedByHigherLayer, ""),
        ];
        foreach (Input input in late)
        {
            Assert.Empty(stage.Handle(input).Requests);
        }

        Assert.Null(stage.Connection.ReceiveRpc(channel, RpcPdus.Make(100, 1).AsSequence()));
        Assert.Empty(stage.Requests);
        Assert.Equal(CloseReason.Shutdown, stage.Connection.Reason);
        Assert.Equal("the first reason", stage.Connection.Detail);
    }

    [Fact]
    public void Of_two_PDUs_for_one_place_the_second_is_refused_even_before_the_first_was_handled()
    {
        Stage stage = Stage.At(RoleName.Server, "Open_Start");
        RtsPdu a2 = SamplePdus.Of(RtsPduKind.CONN_A2);
        Assert.Null(stage.Connection.Refuses(new Channel(ChannelLeg.ServerOut), a2));

        stage.Connection.Attach(new Channel(ChannelLeg.ServerOut));

        Assert.Equal(CloseReason.CookieTaken, stage.Connection.Refuses(new Channel(ChannelLeg.ServerOut), a2));
    }
}
