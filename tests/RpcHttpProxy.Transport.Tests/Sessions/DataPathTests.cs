using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sessions;

/// <summary>RPC PDUs pass through every role unchanged and in order, however they are cut, and no faster than they are read.</summary>
public sealed class DataPathTests
{
    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task PDUs_read_byte_by_byte_pass_unchanged(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name, newPeer: () => new ScriptedPeer { Carrier = { Reader = { Step = () => 1 } } });
        byte[] bytes = RpcBytes.Several(20, seed: 1, longest: 200);
        await opened[from].SendAsync(bytes);
        await opened[to].ExpectRpcAsync(bytes);
    }

    // [rpch 2.1.2.1.7/7-9, 2.1.2.1.8/7]
    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task PDUs_split_at_every_byte_pass_unchanged(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name);
        byte[] bytes = [.. RpcBytes.Pdu(24, seed: 1), .. RpcBytes.Pdu(61, seed: 2), .. RpcBytes.Pdu(30, seed: 3)];
        for (int at = 1; at < bytes.Length; at++)
        {
            // The first read ends at the split, whatever is there.
            int split = at;
            opened[from].Carrier.Reader.Step = () => Interlocked.Exchange(ref split, int.MaxValue);
            await opened[from].SendAsync(bytes);
            await opened[to].ExpectRpcAsync(bytes);
        }
    }

    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task A_batch_of_PDUs_is_one_write(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name);
        int before = opened[to].Carrier.Writes.Count;
        byte[] batch = RpcBytes.Several(50, seed: 1, longest: 1_000);
        await opened[from].SendAsync(batch);
        await opened[to].ExpectRpcAsync(batch);
        Assert.Equal(before + 1, opened[to].Carrier.Writes.Count);
    }

    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task What_came_while_a_write_was_under_way_is_one_write_after_it(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name);
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        opened[to].Carrier.BeforeWrite = _ => hold.Task;
        int before = opened[to].Carrier.Writes.Count;
        byte[][] pdus = [.. Enumerable.Range(0, 30).Select(i => RpcBytes.Pdu(100, seed: i))];
        long queued = 0;
        foreach (byte[] pdu in pdus)
        {
            queued += pdu.Length;
            await opened[from].SendAsync(pdu);
            await opened.Role.UntilAsync(counters => counters.QueuedBytes == queued, "it waits");
        }

        hold.SetResult();
        await opened[to].ExpectRpcAsync([.. pdus.SelectMany(pdu => pdu)]);
        Assert.Equal(before + 2, opened[to].Carrier.Writes.Count);
    }

    [Theory]
    [MemberData(nameof(OpenedRole.Directions), MemberType = typeof(OpenedRole))]
    public async Task A_peer_that_does_not_read_stops_the_reader_and_nothing_is_lost(RoleName name, ChannelLeg from, ChannelLeg to)
    {
        const int Limit = 20_000;
        const int Step = 4_096;
        await using OpenedRole opened = await OpenedRole.OpenAsync(
            name,
            new RoleHostOptions { MaxWaitingBytes = Limit },
            newPeer: () => new ScriptedPeer(pauseAt: 1_000) { Carrier = { Reader = { Step = () => Step } } });
        byte[][] pdus = [.. Enumerable.Range(0, 60).Select(i => RpcBytes.Pdu(1_000 + (50 * i), seed: i))];
        await opened[from].SendAsync([.. pdus.SelectMany(pdu => pdu)]);
        await opened.Role.UntilAsync(counters => counters.QueuedBytes >= Limit, "the queue is full");

        // Never is more held than the limit and what one read may bring.
        foreach (byte[] pdu in pdus)
        {
            await opened[to].ExpectRpcAsync(pdu);
            Assert.InRange(opened.Role.Counters.QueuedBytes, 0, Limit + Step + pdus[^1].Length);
        }

        await opened.Role.UntilAsync(counters => counters.QueuedBytes == 0, "all is gone");
    }

    [Fact]
    public async Task RPC_PDUs_that_wait_for_B3_stop_the_reader_at_the_limit()
    {
        await using var proxy = new TestRole(RoleName.InboundProxy);
        var conn = new Conn();
        byte[] bytes = RpcBytes.Several(60, seed: 4);
        var client = new ScriptedPeer { Carrier = { Reader = { Step = () => 8_192 } } };
        proxy.Accept(ChannelLeg.ClientIn, client);
        await client.SendAsync([.. conn.B1.ToArray(), .. bytes]);
        ScriptedPeer server = await proxy.Opener.OpenedAsync(ChannelLeg.ServerIn);
        await server.ExpectAsync(RtsPduKind.CONN_B2);
        await proxy.UntilAsync(counters => counters.QueuedBytes >= 131_072, "the queue is full");
        Assert.InRange(proxy.Counters.QueuedBytes, 131_072, 131_072 + 8_192 + 6_000);
        await server.SendAsync(conn.B3);
        await server.ExpectRpcAsync(bytes);
    }

    [Fact]
    public async Task RTS_PDUs_pass_RPC_PDUs_that_wait()
    {
        await using var proxy = new TestRole(RoleName.InboundProxy);
        var conn = new Conn();
        byte[] rpc = RpcBytes.Several(10, seed: 4);
        RtsPdu ack = RtsPdus.FlowControlAckWithDestination(ForwardDestination.FDOutProxy, new FlowControlAcknowledgment(1_000, Conn.Window, conn.Out));
        (ScriptedPeer client, _) = proxy.Accept(ChannelLeg.ClientIn);
        await client.SendAsync(conn.B1);
        ScriptedPeer server = await proxy.Opener.OpenedAsync(ChannelLeg.ServerIn);
        await server.ExpectAsync(RtsPduKind.CONN_B2);
        await client.SendAsync([.. rpc, .. ack.ToArray()]);
        await server.ExpectAsync(ack.ToArray());
        await server.SendAsync(conn.B3);
        await server.ExpectRpcAsync(rpc);
    }
}
