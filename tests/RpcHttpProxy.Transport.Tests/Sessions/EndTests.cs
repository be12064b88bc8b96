using System.Net.Sockets;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sessions;

/// <summary>How connections end: with one reason, on every channel, with nothing left behind.</summary>
public sealed class EndTests
{
    [Theory]
    [InlineData(RoleName.Client, ChannelLeg.Upper, CloseReason.ClosedByHigherLayer)]
    [InlineData(RoleName.Client, ChannelLeg.ClientIn, CloseReason.ClosedByProxy)]
    [InlineData(RoleName.Client, ChannelLeg.ClientOut, CloseReason.ClosedByProxy)]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ClientIn, CloseReason.ClosedByClient)]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ServerIn, CloseReason.ClosedByServer)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ClientOut, CloseReason.ClosedByClient)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ServerOut, CloseReason.ClosedByServer)]
    [InlineData(RoleName.Server, ChannelLeg.ServerIn, CloseReason.ClosedByProxy)]
    [InlineData(RoleName.Server, ChannelLeg.ServerOut, CloseReason.ClosedByProxy)]
    [InlineData(RoleName.Server, ChannelLeg.Upper, CloseReason.ClosedByHigherLayer)]
    public async Task A_peer_that_closes_ends_the_connection_in_order(RoleName name, ChannelLeg leg, CloseReason reason)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name);
        opened[leg].Close();
        foreach (ScriptedPeer other in opened.Peers.Where(peer => peer != opened[leg]))
        {
            await other.ExpectEndAsync();
        }

        await opened.EndsCleanAsync(reason);
        Assert.All(opened.Peers, peer => Assert.False(peer.Carrier.Aborted.Task.IsCompleted));
    }

    public static TheoryData<string> ReadFailures => ["io", "cancelled", "disposed", "socket"];

    [Theory]
    [MemberData(nameof(ReadFailures))]
    public async Task A_read_that_fails_ends_the_connection_in_order(string failure)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(RoleName.InboundProxy);
        opened[ChannelLeg.ServerIn].Break(failure switch
        {
            "io" => new IOException("broken"),
            "cancelled" => new OperationCanceledException(),
            "disposed" => new ObjectDisposedException("socket"),
            _ => new SocketException((int)SocketError.ConnectionReset),
        });
        await opened[ChannelLeg.ClientIn].ExpectEndAsync();
        await opened.EndsCleanAsync(CloseReason.ConnectionError);
        Assert.Equal(CloseReason.ConnectionError, await opened[ChannelLeg.ClientIn].Carrier.Failed.Task);
    }

    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task The_last_bytes_are_delivered_before_the_end(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name, newPeer: () => new ScriptedPeer(pauseAt: 1_000));
        byte[] bytes = RpcBytes.Several(20, seed: 5);
        await opened[from].SendAsync(bytes);
        opened[from].Close();
        await opened[to].ExpectRpcAsync(bytes);
        await opened[to].ExpectEndAsync();
        await opened.EndsCleanAsync(opened.Role.Counters.Ended.Keys.Single());
    }

    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task A_peer_that_does_not_read_its_last_bytes_is_aborted_after_the_linger_time(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name, newPeer: () => new ScriptedPeer(pauseAt: 1_000));
        await opened[from].SendAsync(RpcBytes.Several(20, seed: 5));
        opened[from].Close();
        await opened.Role.UntilAsync(counters => counters is { Rows: 0, LiveChannels: 1, RunningTimers: 1 }, "one lingers");
        opened.Role.Time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(opened[to].Carrier.Aborted.Task.IsCompleted);
        opened.Role.Time.Advance(TimeSpan.FromSeconds(0.2));
        await opened[to].ExpectResetAsync();
        await opened.EndsCleanAsync(opened.Role.Counters.Ended.Keys.Single());
    }

    [Theory]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ServerIn)]
    [InlineData(RoleName.Server, ChannelLeg.ServerOut)]
    public async Task After_our_FIN_the_peers_is_awaited_where_that_matters(RoleName name, ChannelLeg leg)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name, newPeer: () => new ScriptedPeer { Carrier = { LingersForPeer = true } });
        ScriptedPeer other = opened.Peers.First(peer => peer != opened[leg]);
        other.Close();
        await opened[leg].ExpectEndAsync();
        await opened[leg].SendAsync(RpcBytes.Several(10, seed: 1));
        Assert.False(opened[leg].Carrier.Disposed.Task.IsCompleted);
        foreach (ScriptedPeer peer in opened.Peers.Where(peer => peer != other))
        {
            peer.Close();
        }

        await opened.EndsCleanAsync(opened.Role.Counters.Ended.Keys.Single());
        Assert.False(opened[leg].Carrier.Aborted.Task.IsCompleted);
    }

    [Fact]
    public async Task A_channel_that_carries_what_is_no_PDU_is_let_go_of_without_waiting_for_its_peer()
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(
            RoleName.InboundProxy, newPeer: () => new ScriptedPeer { Carrier = { LingersForPeer = true } });
        MemoryChannel carrier = opened[ChannelLeg.ClientIn].Carrier;
        await opened[ChannelLeg.ClientIn].SendAsync("GET / HTTP/1.1"u8.ToArray());
        await carrier.Disposed.Task.WaitAsync(ScriptedPeer.Patience);
        Assert.False(carrier.Finished.Task.IsCompleted);
        Assert.False(carrier.Aborted.Task.IsCompleted);
    }

    [Fact]
    public async Task While_the_last_bytes_go_out_what_the_peer_still_sends_is_read()
    {
        // Two ends that both wait for the other to read their last bytes would wait for the linger time.
        await using OpenedRole opened = await OpenedRole.OpenAsync(
            RoleName.InboundProxy, newPeer: () => new ScriptedPeer(pauseAt: 1_000, waitsAt: 1_000) { Carrier = { LingersForPeer = true } });
        ScriptedPeer server = opened[ChannelLeg.ServerIn];
        byte[] last = RpcBytes.Several(10, seed: 1);
        await opened[ChannelLeg.ClientIn].SendAsync(last);
        opened[ChannelLeg.ClientIn].Close();
        await opened.Role.UntilAsync(counters => counters is { Rows: 0, QueuedBytes: > 0 }, "the last bytes wait");
        for (int i = 0; i < 5; i++)
        {
            await server.SendAsync(RpcBytes.Pdu(5_000, seed: i)); // waits until they are read
        }

        server.Close();
        await server.ExpectRpcAsync(last);
        await server.ExpectEndAsync();
        await opened.EndsCleanAsync(CloseReason.ClosedByClient);
    }

    // [rpch 3.2.2.4.2/3, 3.2.5.4.1/2]
    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task A_write_that_fails_ends_the_connection_with_one_reason(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name, newPeer: () => new ScriptedPeer(pauseAt: 1_000));
        await opened[from].SendAsync(RpcBytes.Several(100, seed: 5));
        await opened[to].ReadAsync(5_000);
        opened[to].StopReading();
        await opened.EndsCleanAsync(CloseReason.ConnectionError);
    }

    // [rpch 3.2.2.5.11/14, 3.2.3.5.10/7, 3.2.4.5.14/7, 3.2.5.5.13/6]
    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task A_protocol_error_aborts_every_channel(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name);
        await opened[from].SendAsync([.. RpcBytes.Pdu(100, seed: 1), .. RtsPdus.CONN_A3(Conn.Timeout).ToArray()]);
        await opened[to].ExpectResetAsync();
        await opened.EndsCleanAsync(CloseReason.UnexpectedPdu);
        Assert.All(opened.Peers, peer => Assert.True(peer.Carrier.Aborted.Task.IsCompleted));
    }

    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task A_channel_that_ends_in_the_middle_of_a_PDU_aborts_the_connection(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name);
        byte[] whole = RpcBytes.Pdu(100, seed: 1);
        await opened[from].SendAsync([.. whole, .. RpcBytes.Pdu(100, seed: 2)[..99]]);
        await opened[to].ExpectRpcAsync(whole);
        opened[from].Close();
        await opened[to].ExpectResetAsync();
        await opened.EndsCleanAsync(CloseReason.TruncatedPdu);
    }

    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task Bytes_that_are_no_PDU_abort_the_connection(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name);
        await opened[from].SendAsync("GET / HTTP/1.1"u8.ToArray());
        await opened[to].ExpectResetAsync();
        await opened.EndsCleanAsync(CloseReason.MalformedPdu);
    }

    [Theory]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ClientIn, ChannelLeg.ServerIn)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ServerOut, ChannelLeg.ClientOut)]
    [InlineData(RoleName.Server, ChannelLeg.Upper, ChannelLeg.ServerOut)]
    public async Task A_handler_that_is_cancelled_leaves_a_living_connection_alone(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        using var cancel = new CancellationTokenSource();
        await using OpenedRole opened = await OpenedRole.OpenAsync(name, cancellation: cancel.Token);
        await cancel.CancelAsync();
        byte[] pdu = RpcBytes.Pdu(1_000, seed: 1);
        await opened[from].SendAsync(pdu);
        await opened[to].ExpectRpcAsync(pdu);
    }

    [Fact]
    public async Task A_connection_that_ends_while_a_reader_waits_for_room_lets_the_reader_go()
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(RoleName.InboundProxy, newPeer: () => new ScriptedPeer(pauseAt: 1_000));
        await opened[ChannelLeg.ClientIn].SendAsync(RpcBytes.Several(100, seed: 5));
        await opened.Role.UntilAsync(counters => counters.QueuedBytes >= 131_072, "the reader waits");
        opened[ChannelLeg.ServerIn].Break();
        await opened[ChannelLeg.ServerIn].ExpectResetOrEndAsync();
        await opened.EndsCleanAsync(CloseReason.ConnectionError);
    }

    [Fact]
    public async Task The_higher_layer_closes_a_connection()
    {
        await using OpenedRole client = await OpenedRole.OpenAsync(RoleName.Client);
        client.Session!.Close(CloseReason.ClosedByHigherLayer, "enough");
        client.Session.Close(CloseReason.Shutdown, "too late to be the reason");
        await client.Session.Ended.WaitAsync(ScriptedPeer.Patience);
        await client[ChannelLeg.ClientIn].ExpectEndAsync();
        await client[ChannelLeg.ClientOut].ExpectEndAsync();
        await client[ChannelLeg.Upper].ExpectEndAsync();
        await client.EndsCleanAsync(CloseReason.ClosedByHigherLayer);
        Assert.Equal((CloseReason.ClosedByHigherLayer, "enough"), (client.Session.Reason, client.Session.Detail));
    }

    [Fact]
    public async Task An_OUT_channel_request_whose_body_has_ended_lives_on_until_its_client_goes()
    {
        var end = new TaskCompletionSource<Transport.Channels.ChannelEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using OpenedRole opened = await OpenedRole.OpenAsync(RoleName.OutboundProxy, newPeer: () => new ScriptedPeer { Carrier = { EndToRead = end } });
        opened[ChannelLeg.ClientOut].Close();
        byte[] pdu = RpcBytes.Pdu(2_000, seed: 1);
        await opened[ChannelLeg.ServerOut].SendAsync(pdu);
        await opened[ChannelLeg.ClientOut].ExpectRpcAsync(pdu);
        end.SetResult(new Transport.Channels.ChannelEnd(CloseReason.BytesBehindBody, "a byte too many"));
        await opened[ChannelLeg.ServerOut].ExpectResetAsync();
        await opened.EndsCleanAsync(CloseReason.BytesBehindBody);
    }

    [Fact]
    public async Task A_session_that_ends_while_its_OUT_request_waits_behind_the_body_lets_the_handler_return()
    {
        var never = new TaskCompletionSource<Transport.Channels.ChannelEnd>();
        await using OpenedRole opened = await OpenedRole.OpenAsync(RoleName.OutboundProxy, newPeer: () => new ScriptedPeer { Carrier = { EndToRead = never } });
        opened[ChannelLeg.ClientOut].Close();
        opened[ChannelLeg.ServerOut].Break();
        await opened.EndsCleanAsync(CloseReason.ConnectionError);
    }
}
