using System.Net;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sessions;

/// <summary>What all connections together may use up.</summary>
public sealed class LimitTests
{
    [Fact]
    public async Task No_more_connections_are_being_opened_than_may_be_and_one_that_is_open_or_over_makes_room()
    {
        await using var proxy = new TestRole(RoleName.InboundProxy, new RoleHostOptions { Node = "test", MaxHalfOpen = 1 });
        var conn = new Conn();
        (ScriptedPeer first, Task firstRun) = proxy.Accept(ChannelLeg.ClientIn);
        await first.SendAsync(conn.B1);
        ScriptedPeer server = await proxy.Opener.OpenedAsync(ChannelLeg.ServerIn);
        Assert.Equal(1, proxy.Counters.HalfOpen);
        await IsRefusedAsync(proxy, CloseReason.TooManyHalfOpen);

        await server.SendAsync(conn.B3);
        await proxy.UntilAsync(counters => counters.HalfOpen == 0, "it is open");
        (ScriptedPeer second, Task secondRun) = proxy.Accept(ChannelLeg.ClientIn);
        await second.SendAsync(new Conn().B1);
        await proxy.UntilAsync(counters => counters is { HalfOpen: 1, Rows: 2 }, "another is being opened");

        second.Close();
        await secondRun.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(0, proxy.Counters.HalfOpen);
        first.Close();
        await firstRun.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(0, proxy.Counters.HalfOpen);
    }

    [Fact]
    public async Task One_principal_or_address_at_its_share_of_those_being_opened_leaves_the_others_theirs()
    {
        await using var proxy = new TestRole(
            RoleName.InboundProxy,
            new RoleHostOptions { Node = "test", MaxHalfOpen = 8, MaxHalfOpenPerClient = 2, ClientOf = address => IPAddress.IsLoopback(address) ? null : address.ToString() });
        await BeginAsync(proxy, "mallory", "192.0.2.1");
        await BeginAsync(proxy, "Mallory", "192.0.2.2");
        await IsRefusedForAsync(proxy, CloseReason.TooManyHalfOpen, Grant("mallory", "192.0.2.3"));
        await BeginAsync(proxy, "alice", "192.0.2.1");
        await IsRefusedForAsync(proxy, CloseReason.TooManyHalfOpen, Grant("bob", "192.0.2.1"));
        ScriptedPeer bob = await BeginAsync(proxy, "bob", "192.0.2.3");
        for (int i = 0; i < 3; i++)
        {
            await BeginAsync(proxy, ServerGrant.Anonymous, "127.0.0.1"); // neither counts
        }

        Assert.Equal(7, proxy.Counters.HalfOpen);
        bob.Close();
        await proxy.UntilAsync(counters => counters.HalfOpen == 6, "bob's is over");
        await BeginAsync(proxy, "bob", "192.0.2.4");
        await BeginAsync(proxy, "bob", "192.0.2.4");
        await IsRefusedForAsync(proxy, CloseReason.TooManyHalfOpen, Grant("carol", "192.0.2.5")); // of all
    }

    [Fact]
    public async Task When_too_much_waits_in_all_incoming_channels_are_refused_and_who_holds_most_is_ended()
    {
        var budget = new BufferBudget(100_000);
        var options = new RoleHostOptions { Node = "test", Budget = budget };
        await using OpenedRole idle = await OpenedRole.OpenAsync(RoleName.InboundProxy, options);
        await using OpenedRole greedy = await OpenedRole.OpenAsync(
            RoleName.InboundProxy, options, newPeer: () => new ScriptedPeer(pauseAt: 1_000) { Carrier = { Reader = { Step = () => 8_192 } } });

        await greedy[ChannelLeg.ClientIn].SendAsync(RpcBytes.Several(60, seed: 4));
        await greedy.Role.UntilAsync(counters => counters.Ended.ContainsKey(CloseReason.BuffersFull), "it is ended");
        await greedy[ChannelLeg.ServerIn].ExpectResetAsync();
        await greedy.EndsCleanAsync(CloseReason.BuffersFull);
        Assert.Equal(0, budget.Used);

        budget.Add(100_000, []);
        await IsRefusedAsync(idle.Role, CloseReason.BuffersFull);
        byte[] pdu = RpcBytes.Pdu(1_000, seed: 3);
        await idle[ChannelLeg.ClientIn].SendAsync(pdu);
        await idle[ChannelLeg.ServerIn].ExpectRpcAsync(pdu);
        Assert.Equal("Opened", Assert.Single(idle.Role.Counters.ByState).Key);
    }

    [Fact]
    public async Task One_client_whose_bytes_fill_its_share_is_ended_and_refused_and_the_others_go_on()
    {
        var budget = new BufferBudget(1_000_000, limitPerClient: 100_000);
        await using var proxy = new TestRole(RoleName.InboundProxy, new RoleHostOptions { Node = "test", Budget = budget });
        proxy.Opener.NewPeer = () => new ScriptedPeer(pauseAt: 1_000) { Carrier = { Reader = { Step = () => 8_192 } } };
        ScriptedPeer alice = await OpenAsync(proxy, "alice", "192.0.2.2");
        ScriptedPeer mallory = await OpenAsync(proxy, "mallory", "192.0.2.1");

        await mallory.SendAsync(RpcBytes.Several(60, seed: 4));
        await proxy.UntilAsync(counters => counters.Ended.ContainsKey(CloseReason.BuffersFull), "it is ended");
        await Eventually.TrueAsync(() => (budget.Used, budget.Clients) == (0, 0), () => $"{budget.Used} bytes of {budget.Clients} are left");

        budget.Add(100_000, ["principal mallory", "address 192.0.2.1"]);
        await IsRefusedForAsync(proxy, CloseReason.BuffersFull, Grant("Mallory", "192.0.2.3"));
        await IsRefusedForAsync(proxy, CloseReason.BuffersFull, Grant("bob", "192.0.2.1"));
        await BeginAsync(proxy, "bob", "192.0.2.3");
        await alice.SendAsync(RpcBytes.Pdu(1_000, seed: 3));
        Assert.Equal(1, proxy.Counters.Ended.Values.Sum());
        Assert.Equal(2, proxy.Counters.Rows);
    }

    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task What_was_written_is_not_counted_any_more(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        var budget = new BufferBudget(0);
        await using OpenedRole opened = await OpenedRole.OpenAsync(
            name, new RoleHostOptions { Node = "test", Budget = budget },
            newPeer: () => new ScriptedPeer(pauseAt: 1_000) { Carrier = { Reader = { Step = () => 8_192 } } });
        byte[] bytes = RpcBytes.Several(12, seed: 4);
        await opened[from].SendAsync(bytes);
        await Eventually.TrueAsync(() => budget.Used >= BufferBudget.Grain, () => $"{budget.Used} are counted");
        await opened[to].ExpectRpcAsync(bytes);
        await Eventually.TrueAsync(() => budget.Used == 0, () => $"{budget.Used} are left");
    }

    [Fact]
    public async Task A_role_that_drains_lets_nothing_begin_lets_channels_be_replaced_and_waits_for_the_last()
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(RoleName.InboundProxy);
        Task draining = opened.Role.Host.DrainAsync(CancellationToken.None);
        await IsRefusedAsync(opened.Role, CloseReason.Shutdown);

        (ScriptedPeer successor, Task run) = opened.Role.Accept(ChannelLeg.ClientIn);
        await successor.SendAsync(RtsPdus.IN_R2_A1(opened.Conn.Cookie, opened.Conn.In, RtsCookie.CreateRandom()));
        await opened.Role.UntilAsync(counters => !counters.ByState.ContainsKey("Opened"), "the successor is taken");
        Assert.Single(opened.Role.Counters.Refused);
        Assert.False(draining.IsCompleted);

        opened[ChannelLeg.ServerIn].Close();
        await Task.WhenAll([run, draining, .. opened.Runs]).WaitAsync(ScriptedPeer.Patience);
    }

    [Fact]
    public async Task Draining_is_over_at_once_when_there_is_nothing_and_by_cancellation_when_there_is()
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(RoleName.OutboundProxy);
        using var late = new CancellationTokenSource();
        Task draining = opened.Role.Host.DrainAsync(late.Token);
        Assert.False(draining.IsCompleted);
        await late.CancelAsync();
        await draining.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(1, opened.Role.Counters.Rows);

        await using var idle = new TestRole(RoleName.InboundProxy);
        Assert.True(idle.Host.DrainAsync(CancellationToken.None).IsCompleted);
    }

    private static ServerGrant Grant(string principal, string address) =>
        TestRole.Grant with { Principal = principal, ClientAddress = IPAddress.Parse(address) };

    private static async Task<ScriptedPeer> OpenAsync(TestRole proxy, string principal, string address)
    {
        ScriptedPeer client = await BeginAsync(proxy, principal, address);
        ScriptedPeer server = await proxy.Opener.OpenedAsync(ChannelLeg.ServerIn);
        await server.SendAsync(new Conn().B3);
        await proxy.UntilAsync(counters => counters.HalfOpen == 0, "it is open");
        return client;
    }

    private static async Task<ScriptedPeer> BeginAsync(TestRole proxy, string principal, string address)
    {
        int rows = proxy.Counters.Rows;
        (ScriptedPeer peer, _) = proxy.Accept(ChannelLeg.ClientIn, grant: Grant(principal, address));
        await peer.SendAsync(new Conn().B1);
        await proxy.UntilAsync(counters => counters.Rows == rows + 1, "it is being opened");
        return peer;
    }

    private static async Task IsRefusedForAsync(TestRole proxy, CloseReason reason, ServerGrant grant)
    {
        (ScriptedPeer incoming, Task run) = proxy.Accept(ChannelLeg.ClientIn, grant: grant);
        await incoming.SendAsync(new Conn().B1);
        await run.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(reason, await incoming.Carrier.Failed.Task);
    }

    private static async Task IsRefusedAsync(TestRole proxy, CloseReason reason)
    {
        (ScriptedPeer incoming, Task run) = proxy.Accept(ChannelLeg.ClientIn);
        await incoming.SendAsync(new Conn().B1);
        await run.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal([KeyValuePair.Create(reason, 1L)], proxy.Counters.Refused);
        Assert.Equal(reason, await incoming.Carrier.Failed.Task);
        Assert.Equal(Win32RpcError.RPC_S_SERVER_TOO_BUSY, reason.ToRpcError());
    }
}
