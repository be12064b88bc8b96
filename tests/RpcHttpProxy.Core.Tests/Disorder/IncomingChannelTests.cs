using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Core.Tests.Sequences;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>An incoming channel that doesn't fit is ended itself; the living connection isn't touched.</summary>
public class IncomingChannelTests
{
    // [rpch 3.2.1.1.2/1]
    [Fact]
    public void A_cookie_that_is_taken_refuses_the_incoming_channel()
    {
        var pair = new Pair();
        pair.Open(cookie: 1);
        pair.Run();
        Client.ClientConnection first = (Client.ClientConnection)pair.Client.Connections[0];

        pair.Open(cookie: 1);
        pair.Run();

        Assert.False(first.IsFinished);
        Assert.Equal([CloseReason.CookieTaken], pair.InboundProxy.Refusals);
        Assert.Equal([CloseReason.CookieTaken], pair.OutboundProxy.Refusals);
        Assert.True(pair.Client.Connections[1].IsFinished);
        Assert.All([pair.InboundProxy, pair.OutboundProxy, pair.Server], node => Assert.Equal(1, node.Table.Count));
    }

    // [rpch 3.2.5.5.3/1, 3.2.5.5.3/3, 3.2.5.5.4/1, 3.2.5.5.4/8]
    [Theory]
    [InlineData("A2W")]
    [InlineData("B2W")]
    [InlineData("ServiceW")]
    [InlineData("Opened")]
    public void A_server_takes_each_half_of_a_connection_once(string state)
    {
        Stage stage = Stage.At(RoleName.Server, state);
        CloseReason? a2 = stage.Connection.Refuses(new Channel(ChannelLeg.ServerOut), SamplePdus.Of(RtsPduKind.CONN_A2));
        CloseReason? b2 = stage.Connection.Refuses(new Channel(ChannelLeg.ServerIn), SamplePdus.Of(RtsPduKind.CONN_B2));
        Assert.Equal(state == "A2W" ? null : CloseReason.CookieTaken, a2);
        Assert.Equal(state == "B2W" ? null : CloseReason.CookieTaken, b2);
        Assert.StartsWith(state, stage.Connection.StateName, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RoleName.Client, RtsPduKind.CONN_B1, CloseReason.UnexpectedPdu)]
    [InlineData(RoleName.InboundProxy, RtsPduKind.CONN_B1, CloseReason.CookieTaken)]
    [InlineData(RoleName.OutboundProxy, RtsPduKind.CONN_A1, CloseReason.CookieTaken)]
    public void A_connection_that_has_its_channel_takes_no_other(RoleName role, RtsPduKind first, CloseReason reason) =>
        Assert.All(Stage.LivingStates(role), state => Assert.Equal(
            reason, Stage.At(role, state).Connection.Refuses(new Channel(ChannelLeg.Unknown), SamplePdus.Of(first))));

    // [rpch 3.2.3.5.1/1, 3.2.4.5.1/1, 3.2.5.5.1]
    [Fact]
    public void Each_role_admits_the_PDUs_that_begin_a_channel_and_no_other()
    {
        var admitted =
            from role in (Role[])[new InboundProxyRole(new()), new OutboundProxyRole(new()), new ServerRole(new())]
            from leg in Enum.GetValues<ChannelLeg>()
            where role.Name != RoleName.Server || leg == ChannelLeg.Unknown
            from sample in SamplePdus.All()
            let admission = role.Admit(leg, sample.Pdu)
            where admission.Kind != AdmissionKind.Refused
            select $"{role.Name} {leg} {sample.Label}: {admission.Kind} {admission.Leg} {admission.Cookie == SamplePdus.Connection}";
        Assert.Equal(
            [
                "InboundProxy ClientIn CONN_B1: New ClientIn True",
                "InboundProxy ClientIn IN_R1_A1: NewOrJoin ClientIn True",
                "InboundProxy ClientIn IN_R2_A1: NewOrJoin ClientIn True",
                "OutboundProxy ClientOut CONN_A1: New ClientOut True",
                "OutboundProxy ClientOut OUT_R1_A3: NewOrJoin ClientOut True",
                "OutboundProxy ClientOut OUT_R2_A3: NewOrJoin ClientOut True",
                "Server Unknown CONN_A2: NewOrJoin ServerOut True",
                "Server Unknown CONN_B2: NewOrJoin ServerIn True",
                "Server Unknown IN_R1_A2: Join ServerIn True",
                "Server Unknown OUT_R1_A4: Join ServerOut True",
            ],
            admitted);
    }
}
