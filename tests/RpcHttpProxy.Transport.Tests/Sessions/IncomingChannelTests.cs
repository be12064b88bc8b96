using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sessions;

/// <summary>An incoming channel that doesn't fit is ended itself; nobody else notices (a deviation from 3.2.3.5.5.1 and its like, on purpose).</summary>
public sealed class IncomingChannelTests
{
    public static TheoryData<RoleName, ChannelLeg, RtsPduKind, ChannelLeg, ChannelLeg> Taken => new()
    {
        { RoleName.InboundProxy, ChannelLeg.ClientIn, RtsPduKind.CONN_B1, ChannelLeg.ClientIn, ChannelLeg.ServerIn },
        { RoleName.OutboundProxy, ChannelLeg.ClientOut, RtsPduKind.CONN_A1, ChannelLeg.ServerOut, ChannelLeg.ClientOut },
        { RoleName.Server, ChannelLeg.Unknown, RtsPduKind.CONN_A2, ChannelLeg.ServerIn, ChannelLeg.Upper },
        { RoleName.Server, ChannelLeg.Unknown, RtsPduKind.CONN_B2, ChannelLeg.Upper, ChannelLeg.ServerOut },
    };

    [Theory]
    [MemberData(nameof(Taken))]
    public async Task A_cookie_that_is_taken_refuses_the_incoming_channel_and_leaves_the_resident_alone(
        RoleName name, ChannelLeg leg, RtsPduKind first, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole resident = await OpenedRole.OpenAsync(name);
        (ScriptedPeer incoming, Task run) = resident.Role.Accept(leg);
        await incoming.SendAsync(new Conn { Cookie = resident.Conn.Cookie }.Of(first));
        await incoming.ExpectEndAsync();
        await run.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(CloseReason.CookieTaken, await incoming.Carrier.Failed.Task);
        Assert.Equal([KeyValuePair.Create(CloseReason.CookieTaken, 1L)], resident.Role.Counters.Refused);

        byte[] pdu = RpcBytes.Pdu(1_000, seed: 3);
        await resident[from].SendAsync(pdu);
        await resident[to].ExpectRpcAsync(pdu);
        Assert.Equal(1, resident.Role.Counters.Rows);
        Assert.Equal(name == RoleName.OutboundProxy ? 1 : 0, resident.Role.Counters.RunningTimers); // an outbound proxy pings
    }

    [Theory]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ClientIn, RtsPduKind.CONN_A1, CloseReason.FirstPduUnexpected)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ClientOut, RtsPduKind.CONN_B1, CloseReason.FirstPduUnexpected)]
    [InlineData(RoleName.Server, ChannelLeg.Unknown, RtsPduKind.CONN_C1, CloseReason.FirstPduUnexpected)]
    public async Task A_channel_that_begins_with_the_wrong_PDU_is_refused(RoleName name, ChannelLeg leg, RtsPduKind first, CloseReason reason)
    {
        await using var role = new TestRole(name);
        (ScriptedPeer peer, Task run) = role.Accept(leg);
        await peer.SendAsync(new Conn().Of(first));
        await IsRefusedAsync(role, peer, run, reason);
    }

    [Theory]
    [InlineData(0, false, CloseReason.FirstPduUnexpected)]
    [InlineData(1, false, CloseReason.TruncatedPdu)]
    [InlineData(15, false, CloseReason.TruncatedPdu)]
    [InlineData(75, false, CloseReason.TruncatedPdu)]
    [InlineData(15, true, CloseReason.ConnectionError)]
    public async Task A_channel_that_ends_before_its_first_PDU_is_whole_is_refused(int bytes, bool breaks, CloseReason reason)
    {
        await using var role = new TestRole(RoleName.Server);
        (ScriptedPeer peer, Task run) = role.Accept(ChannelLeg.Unknown);
        await peer.SendAsync(new Conn().A2.ToArray()[..bytes]);
        if (breaks)
        {
            peer.Break();
        }
        else
        {
            peer.Close();
        }

        await IsRefusedAsync(role, peer, run, reason);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\n\r\n", CloseReason.MalformedPdu)]
    [InlineData("\u0005\u0000\u0000\u0003\u0010\u0000\u0000\u0000\u000f\u0000\u0000\u0000\u0000\u0000\u0000\u0000________", CloseReason.MalformedPdu)]
    public async Task Bytes_that_are_no_PDU_are_refused(string bytes, CloseReason reason)
    {
        await using var role = new TestRole(RoleName.Server);
        (ScriptedPeer peer, Task run) = role.Accept(ChannelLeg.Unknown);
        await peer.SendAsync(System.Text.Encoding.Latin1.GetBytes(bytes));
        await IsRefusedAsync(role, peer, run, reason);
    }

    [Fact]
    public async Task An_RPC_PDU_begins_no_channel()
    {
        await using var role = new TestRole(RoleName.Server);
        (ScriptedPeer peer, Task run) = role.Accept(ChannelLeg.Unknown);
        await peer.SendAsync(RpcBytes.Pdu(100, seed: 1));
        await IsRefusedAsync(role, peer, run, CloseReason.FirstPduUnexpected);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(40)]
    public async Task A_channel_whose_first_PDU_does_not_come_in_time_is_refused(int bytes)
    {
        await using var role = new TestRole(RoleName.Server);
        (ScriptedPeer peer, Task run) = role.Accept(ChannelLeg.Unknown);
        await peer.SendAsync(new Conn().A2.ToArray()[..bytes]);
        await role.UntilAsync(counters => counters.RunningTimers == 1, "the timer runs");
        role.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.False(run.IsCompleted);
        role.Time.Advance(TimeSpan.FromSeconds(1.1));
        await IsRefusedAsync(role, peer, run, CloseReason.FirstPduTimeout);
    }

    [Fact]
    public async Task A_channel_whose_handler_is_cancelled_before_its_first_PDU_ends_without_blaming_a_time_out()
    {
        await using var role = new TestRole(RoleName.Server);
        using var cancel = new CancellationTokenSource();
        (ScriptedPeer peer, Task run) = role.Accept(ChannelLeg.Unknown, cancellation: cancel.Token);
        await role.UntilAsync(counters => counters.LiveChannels == 1, "it lives");
        await cancel.CancelAsync();
        await IsRefusedAsync(role, peer, run, CloseReason.ConnectionError);
    }

    [Fact]
    public async Task A_refused_peer_that_never_closes_is_aborted_after_the_linger_time()
    {
        await using var role = new TestRole(RoleName.Server);
        var peer = new ScriptedPeer { Carrier = { LingersForPeer = true } };
        (_, Task run) = role.Accept(ChannelLeg.Unknown, peer);
        await peer.SendAsync(new Conn().C1);
        await peer.Carrier.Finished.Task.WaitAsync(ScriptedPeer.Patience);
        Assert.False(run.IsCompleted);
        role.Time.Advance(TimeSpan.FromSeconds(5.1));
        await run.WaitAsync(ScriptedPeer.Patience);
        Assert.True(peer.Carrier.Aborted.Task.IsCompleted);
        await role.EndsCleanAsync();
    }

    [Fact]
    public async Task A_first_PDU_that_comes_at_its_deadline_is_in_time_or_too_late_and_nothing_between()
    {
        const int Channels = 500;
        await using var server = new TestRole(RoleName.Server);
        for (int i = 0; i < Channels; i++)
        {
            (ScriptedPeer peer, Task run) = server.Accept(ChannelLeg.Unknown);
            await server.UntilAsync(counters => counters.RunningTimers == 1, "the timer runs");
            using var both = new Barrier(2);
            await Task.WhenAll(
                Task.Run(() =>
                {
                    both.SignalAndWait();
                    server.Time.Advance(TimeSpan.FromSeconds(61));
                }),
                Task.Run(async () =>
                {
                    both.SignalAndWait();
                    await peer.SendAsync(new Conn().A2);
                }));
            await server.UntilAsync(counters => counters.ByState.ContainsKey("B2W") || counters.LiveChannels == 0, "in time or too late");
            peer.Close();
            await run.WaitAsync(ScriptedPeer.Patience);
        }

        await server.EndsCleanAsync();
        Assert.All(server.Counters.Refused.Keys, reason => Assert.Equal(CloseReason.FirstPduTimeout, reason));
        Assert.All(server.Counters.Ended.Keys, reason => Assert.Equal(CloseReason.ClosedByProxy, reason));
        Assert.Equal(Channels, server.Counters.Refused.Values.Sum() + server.Counters.Ended.Values.Sum());
    }

    private static async Task IsRefusedAsync(TestRole role, ScriptedPeer peer, Task run, CloseReason reason)
    {
        await run.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal([KeyValuePair.Create(reason, 1L)], role.Counters.Refused);
        Assert.Equal(reason, await peer.Carrier.Failed.Task.WaitAsync(ScriptedPeer.Patience));
        Assert.Equal(0, peer.Carrier.TouchedLate);
        Assert.Empty(role.Counters.Ended);
        await role.EndsCleanAsync();
    }
}
