using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sessions;

/// <summary>3.2.1.5.3.1: a virtual connection opens, as each role sees it.</summary>
public sealed class ConnTests
{
    [Theory]
    [MemberData(nameof(OpenedRole.Roles), MemberType = typeof(OpenedRole))]
    public async Task A_connection_opens_and_is_counted(RoleName name)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name);
        await opened.Role.UntilAsync(counters => counters is { Rows: 1, Opened: 1, QueuedBytes: 0 } && counters.RunningTimers == PingTimers(name), "opened, and the setup timer off");
        Assert.Equal(opened.Peers.Count(), opened.Role.Counters.LiveChannels);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_server_takes_A2_and_B2_in_either_order(bool outFirst)
    {
        await using var server = new TestRole(RoleName.Server);
        var conn = new Conn();
        (ScriptedPeer first, _) = server.Accept(ChannelLeg.Unknown);
        await first.SendAsync(outFirst ? conn.A2 : conn.B2);
        await server.UntilAsync(counters => counters.ByState.ContainsKey(outFirst ? "B2W" : "A2W"), "the first has come");
        (ScriptedPeer second, _) = server.Accept(ChannelLeg.Unknown);
        await second.SendAsync(outFirst ? conn.B2 : conn.A2);
        await first.ExpectAsync(outFirst ? RtsPduKind.CONN_C1 : RtsPduKind.CONN_B3);
        await second.ExpectAsync(outFirst ? RtsPduKind.CONN_B3 : RtsPduKind.CONN_C1);
    }

    [Fact]
    public async Task A2_and_B2_that_come_at_once_open_one_connection_and_neither_is_refused()
    {
        const int Connections = 2_000;
        await using var server = new TestRole(RoleName.Server);
        for (int i = 0; i < Connections; i++)
        {
            var conn = new Conn();
            (ScriptedPeer outPeer, ScriptedPeer inPeer) = (new ScriptedPeer(), new ScriptedPeer());
            await outPeer.SendAsync(conn.A2);
            await inPeer.SendAsync(conn.B2);
            using var both = new Barrier(2);
            Task[] runs = [.. new[] { outPeer, inPeer }.Select(peer => Task.Run(async () =>
            {
                both.SignalAndWait();
                await server.Accept(ChannelLeg.Unknown, peer).Run;
            }))];

            await outPeer.ExpectAsync(RtsPduKind.CONN_C1);
            await inPeer.ExpectAsync(RtsPduKind.CONN_B3);
            outPeer.Close();
            await Task.WhenAll(runs).WaitAsync(ScriptedPeer.Patience);
        }

        await server.EndsCleanAsync();
        Assert.Empty(server.Counters.Refused);
        Assert.Equal(Connections, server.Counters.Opened);
    }

    [Fact]
    public async Task Counters_are_read_while_connections_come_and_go()
    {
        await using var server = new TestRole(RoleName.Server);
        Task connections = Task.Run(async () =>
        {
            for (int i = 0; i < 200; i++)
            {
                var conn = new Conn();
                (ScriptedPeer outPeer, Task outRun) = server.Accept(ChannelLeg.Unknown);
                (ScriptedPeer inPeer, Task inRun) = server.Accept(ChannelLeg.Unknown);
                await outPeer.SendAsync(conn.A2);
                await inPeer.SendAsync(conn.B2);
                await outPeer.ExpectAsync(RtsPduKind.CONN_C1);
                inPeer.Close();
                await Task.WhenAll(outRun, inRun).WaitAsync(ScriptedPeer.Patience);
            }
        });
        while (!connections.IsCompleted)
        {
            RoleSnapshot counters = server.Counters;
            Assert.InRange(counters.Rows, 0, 2);
            Assert.InRange(counters.LiveChannels, 0, 6);
            await Task.Yield();
        }

        await connections;
        await server.EndsCleanAsync();
    }

    [Theory]
    [InlineData(ChannelLeg.ClientIn)]
    [InlineData(ChannelLeg.ClientOut)]
    public async Task An_echo_is_answered_and_counted(ChannelLeg leg)
    {
        await using var proxy = new TestRole(leg == ChannelLeg.ClientIn ? RoleName.InboundProxy : RoleName.OutboundProxy);
        Assert.Equal(RtsPdus.Echo().ToArray(), proxy.Host.Echo().ToArray());
        proxy.Host.Echo();
        Assert.Equal(2, proxy.Counters.Echoes);
        await proxy.EndsCleanAsync();
    }

    [Fact]
    public async Task RPC_PDUs_that_come_before_B3_wait_and_keep_their_order()
    {
        await using var proxy = new TestRole(RoleName.InboundProxy);
        var conn = new Conn();
        byte[] before = RpcBytes.Several(20, seed: 1);
        byte[] after = RpcBytes.Several(20, seed: 2);
        (ScriptedPeer client, _) = proxy.Accept(ChannelLeg.ClientIn);
        await client.SendAsync([.. conn.B1.ToArray(), .. before]);
        ScriptedPeer server = await proxy.Opener.OpenedAsync(ChannelLeg.ServerIn);
        await server.ExpectAsync(RtsPduKind.CONN_B2);
        await proxy.UntilAsync(counters => counters.QueuedBytes == before.Length, "all of them wait");
        await server.SendAsync(conn.B3);
        await client.SendAsync(after);
        await server.ExpectRpcAsync([.. before, .. after]);
    }

    [Fact]
    public async Task Opening_that_fails_tells_the_reason()
    {
        await using var client = new TestRole(RoleName.Client);
        client.Opener.BeforeOpen = (leg, _) => leg == ChannelLeg.ClientOut
            ? throw new Transport.Channels.ChannelOpenException(CloseReason.NameUnknown, "no such proxy")
            : Task.CompletedTask;
        var failed = await Assert.ThrowsAsync<VirtualConnectionException>(() => client.OpenAsync(new Conn()));
        Assert.Equal((CloseReason.NameUnknown, "no such proxy"), (failed.Reason, failed.Message));
        await client.EndsCleanAsync();
    }

    /// <summary>Client and outbound proxy ping an open connection that is silent (3.2.2.6.1, 3.2.4.6).</summary>
    private static int PingTimers(RoleName name) => name is RoleName.Client or RoleName.OutboundProxy ? 1 : 0;
}
