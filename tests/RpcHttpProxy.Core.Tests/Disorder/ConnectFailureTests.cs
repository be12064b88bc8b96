using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Tests.Roles;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>A connect that fails, and a wait that takes too long, with the error code the client is told.</summary>
public class ConnectFailureTests
{
    // [rpch 2.1.2.1.3/2-4, 3.2.3.5.11/2, 3.2.4.5.3/9]
    [Theory]
    [InlineData(CloseReason.ServerUnreachable, "6ba")]
    [InlineData(CloseReason.ConnectTimeout, "6ba")]
    [InlineData(CloseReason.NameUnknown, "6ab")]
    [InlineData(CloseReason.TargetDenied, "5")]
    [InlineData(CloseReason.TooManyConnections, "6bb")]
    public void A_proxy_answers_its_client_with_the_code_of_the_reason(CloseReason reason, string code)
    {
        Assert.Equal(
            [$"answer ClientIn with 503 RPC Error: {code}", $"end: {reason}"],
            Failed(RoleName.InboundProxy, "B3W_Connecting", ChannelLeg.ServerIn, reason));
        Assert.Equal(
            [$"answer ClientOut with 503 RPC Error: {code}", $"end: {reason}"],
            Failed(RoleName.OutboundProxy, "C1W_Connecting", ChannelLeg.ServerOut, reason));
    }

    [Fact]
    public void A_server_without_its_service_ends_both_channels() => Assert.Equal(
        ["finish ServerOut", "finish ServerIn", "end: ServerUnreachable"],
        Failed(RoleName.Server, "ServiceW", ChannelLeg.Upper, CloseReason.ServerUnreachable));

    [Theory]
    [InlineData("OUT_Channel_Wait", ChannelLeg.ClientIn, "finish ClientOut")]
    [InlineData("OUT_Channel_Wait", ChannelLeg.ClientOut, "finish ClientIn")]
    [InlineData("Wait_A3W", ChannelLeg.ClientIn, "finish ClientOut")]
    [InlineData("Wait_C2", ChannelLeg.ClientIn, "finish ClientOut")]
    public void A_client_that_cannot_have_one_channel_gives_up_the_other(string state, ChannelLeg leg, string other) => Assert.Equal(
        ["finish Upper", other, "end: ServerUnreachable"], Failed(RoleName.Client, state, leg, CloseReason.ServerUnreachable));

    [Theory]
    [InlineData(RoleName.Client, "OUT_Channel_Wait", "finish Upper; finish ClientIn; finish ClientOut")]
    [InlineData(RoleName.Client, "Wait_A3W", "finish Upper; finish ClientIn; finish ClientOut")]
    [InlineData(RoleName.Client, "Wait_C2", "finish Upper; finish ClientIn; finish ClientOut")]
    [InlineData(RoleName.InboundProxy, "B3W_Connecting", "answer ClientIn with 503 RPC Error: 6bf; finish ServerIn")]
    [InlineData(RoleName.InboundProxy, "B3W", "answer ClientIn with 503 RPC Error: 6bf; finish ServerIn")]
    [InlineData(RoleName.OutboundProxy, "C1W_Connecting", "answer ClientOut with 503 RPC Error: 6bf; finish ServerOut")]
    [InlineData(RoleName.OutboundProxy, "C1W", "answer ClientOut with 503 RPC Error: 6bf; finish ServerOut")]
    [InlineData(RoleName.Server, "A2W", "finish Upper; finish ServerIn")]
    [InlineData(RoleName.Server, "B2W", "finish Upper; finish ServerOut")]
    [InlineData(RoleName.Server, "ServiceW", "finish Upper; finish ServerOut; finish ServerIn")]
    public void A_waiting_state_that_lasts_too_long_ends(RoleName role, string state, string effects)
    {
        Stage stage = Stage.At(role, state).Handle(new Input.TimerElapsed(TimerKind.ConnectionSetup));
        Assert.Equal($"{effects}; end: SetupTimeout", string.Join("; ", stage.RequestTexts()));
        Assert.Contains(state, stage.Connection.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_channel_that_is_not_yet_connected_is_given_up_when_its_client_goes()
    {
        Stage stage = Stage.At(RoleName.InboundProxy, "B3W_Connecting");
        stage.Handle(new Input.ChannelClosed(stage.On(ChannelLeg.ClientIn), CloseReason.ClosedByClient, ""));
        Assert.Equal(["finish ServerIn", "end: ClosedByClient"], stage.RequestTexts());
    }

    private static string[] Failed(RoleName role, string state, ChannelLeg leg, CloseReason reason)
    {
        Stage stage = Stage.At(role, state);
        return stage.Handle(new Input.ConnectFailed(stage.On(leg), reason, "")).RequestTexts();
    }
}
