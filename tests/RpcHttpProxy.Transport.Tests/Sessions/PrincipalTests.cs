using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sessions;

/// <summary>A channel becomes part of a virtual connection only under the principal that began it.</summary>
public sealed class PrincipalTests
{
    [Theory]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ClientIn, ChannelLeg.ClientIn, ChannelLeg.ServerIn)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ClientOut, ChannelLeg.ServerOut, ChannelLeg.ClientOut)]
    public async Task A_successor_of_another_principal_is_refused_though_it_names_both_cookies_and_the_resident_goes_on(
        RoleName name, ChannelLeg leg, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole resident = await OpenedRole.OpenAsync(name);
        (ScriptedPeer thief, Task run) = resident.Role.Accept(leg, principal: "mallory");
        await thief.SendAsync(Successor(name, resident.Conn));
        await run.WaitAsync(ScriptedPeer.Patience);

        Assert.Equal([KeyValuePair.Create(CloseReason.PrincipalMismatch, 1L)], resident.Role.Counters.Refused);
        Assert.Equal(CloseReason.PrincipalMismatch, await thief.Carrier.Failed.Task);
        Assert.Equal(CloseReason.CookieTaken.ToRpcError(), CloseReason.PrincipalMismatch.ToRpcError()); // he learns no more than that
        Assert.Equal("Opened", Assert.Single(resident.Role.Counters.ByState).Key);
        byte[] pdu = RpcBytes.Pdu(1_000, seed: 3);
        await resident[from].SendAsync(pdu);
        await resident[to].ExpectRpcAsync(pdu);
        Assert.Equal(1, resident.Role.Counters.Rows);
    }

    [Theory]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ClientIn)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ClientOut)]
    public async Task A_successor_of_the_same_principal_is_taken(RoleName name, ChannelLeg leg)
    {
        await using OpenedRole resident = await OpenedRole.OpenAsync(name);
        (ScriptedPeer successor, _) = resident.Role.Accept(leg);
        await successor.SendAsync(Successor(name, resident.Conn));

        await resident.Role.UntilAsync(counters => !counters.ByState.ContainsKey("Opened"), "the successor is taken");
        Assert.Empty(resident.Role.Counters.Refused);
        Assert.Equal(1, resident.Role.Counters.Rows);
    }

    [Theory]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ClientIn, ChannelLeg.ClientIn, ChannelLeg.ServerIn)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ClientOut, ChannelLeg.ServerOut, ChannelLeg.ClientOut)]
    public async Task A_successor_that_may_not_go_where_its_connection_goes_is_refused_and_the_resident_goes_on(
        RoleName name, ChannelLeg leg, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole resident = await OpenedRole.OpenAsync(name);
        var other = new ServerGrant(new RpcRequestTarget("other", 6001));
        resident.Role.Opener.Refusal = (current, asked) => current == TestRole.Grant && asked == other ? CloseReason.TargetDenied : null;
        (ScriptedPeer successor, Task run) = resident.Role.Accept(leg, grant: other);
        await successor.SendAsync(Successor(name, resident.Conn));
        await run.WaitAsync(ScriptedPeer.Patience);

        Assert.Equal([KeyValuePair.Create(CloseReason.TargetDenied, 1L)], resident.Role.Counters.Refused);
        Assert.Equal(CloseReason.TargetDenied, await successor.Carrier.Failed.Task);
        Assert.Equal("Opened", Assert.Single(resident.Role.Counters.ByState).Key);
        byte[] pdu = RpcBytes.Pdu(1_000, seed: 4);
        await resident[from].SendAsync(pdu);
        await resident[to].ExpectRpcAsync(pdu);
    }

    [Theory]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ClientIn)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ClientOut)]
    public async Task A_connection_that_may_no_longer_go_on_ends_when_a_channel_of_it_is_replaced(RoleName name, ChannelLeg leg)
    {
        await using OpenedRole resident = await OpenedRole.OpenAsync(name);
        resident.Role.Opener.Revocation = "no rule allows it any more";
        Assert.Equal("Opened", Assert.Single(resident.Role.Counters.ByState).Key);

        (ScriptedPeer successor, Task run) = resident.Role.Accept(leg);
        await successor.SendAsync(Successor(name, resident.Conn));
        await run.WaitAsync(ScriptedPeer.Patience);

        Assert.Equal(CloseReason.TargetDenied, await successor.Carrier.Failed.Task);
        await resident.EndsCleanAsync(CloseReason.TargetDenied);
    }

    [Theory]
    [InlineData(RoleName.InboundProxy)]
    [InlineData(RoleName.OutboundProxy)]
    public async Task A_connection_that_may_no_longer_go_on_ends_at_once_where_that_is_wanted(RoleName name)
    {
        await using OpenedRole resident = await OpenedRole.OpenAsync(name);
        await resident.Role.Host.EndRevokedAsync();
        Assert.Equal("Opened", Assert.Single(resident.Role.Counters.ByState).Key);

        resident.Role.Opener.Revocation = "no rule allows it any more";
        await resident.Role.Host.EndRevokedAsync();

        await resident.EndsCleanAsync(CloseReason.TargetDenied);
    }

    [Fact]
    public async Task Within_one_process_the_other_proxys_half_is_the_same_principals_too_until_the_connection_has_ended()
    {
        var options = new RoleHostOptions { Node = "test", Owners = new ConnectionOwners() };
        await using var outbound = new TestRole(RoleName.OutboundProxy, options);
        await using var inbound = new TestRole(RoleName.InboundProxy, options);
        var conn = new Conn();
        (ScriptedPeer alicesOut, Task alicesRun) = outbound.Accept(ChannelLeg.ClientOut, principal: "alice");
        await alicesOut.SendAsync(conn.A1);
        await outbound.Opener.OpenedAsync(ChannelLeg.ServerOut);

        (ScriptedPeer thief, Task run) = inbound.Accept(ChannelLeg.ClientIn, principal: "mallory");
        await thief.SendAsync(conn.B1);
        await run.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal([KeyValuePair.Create(CloseReason.PrincipalMismatch, 1L)], inbound.Counters.Refused);
        Assert.Equal(0, inbound.Counters.Rows);

        (ScriptedPeer alicesIn, Task alicesInRun) = inbound.Accept(ChannelLeg.ClientIn, principal: "alice");
        await alicesIn.SendAsync(conn.B1);
        ScriptedPeer server = await inbound.Opener.OpenedAsync(ChannelLeg.ServerIn);
        await server.ExpectAsync(RtsPduKind.CONN_B2);

        alicesIn.Close();
        alicesOut.Close();
        await Task.WhenAll(alicesRun, alicesInRun).WaitAsync(ScriptedPeer.Patience);
        (ScriptedPeer other, _) = inbound.Accept(ChannelLeg.ClientIn, principal: "mallory");
        await other.SendAsync(conn.B1);
        await inbound.Opener.OpenedAsync(ChannelLeg.ServerIn);
    }

    private static RtsPdu Successor(RoleName name, Conn conn) => name == RoleName.InboundProxy
        ? RtsPdus.IN_R2_A1(conn.Cookie, conn.In, RtsCookie.CreateRandom())
        : RtsPdus.OUT_R2_A3(conn.Cookie, conn.Out, RtsCookie.CreateRandom(), Conn.Window);
}
