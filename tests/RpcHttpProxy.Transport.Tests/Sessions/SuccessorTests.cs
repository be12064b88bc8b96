using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sessions;

/// <summary>A client's channels and their successors, on carriers that a test speaks for.</summary>
public sealed class SuccessorTests : IAsyncDisposable
{
    private readonly Conn _conn = new();
    private readonly TestRole _role = new(RoleName.Client);

    public ValueTask DisposeAsync() => _role.DisposeAsync();

    [Fact]
    public async Task What_was_written_to_a_predecessor_goes_out_before_the_connection_ends()
    {
        (ISession session, ScriptedPeer upper, ScriptedPeer predecessor, ScriptedPeer outPeer) = await OpenAsync();
        byte[] first = RpcBytes.Pdu(500, seed: 1);
        await upper.SendAsync(first);
        await predecessor.ExpectRpcAsync(first);
        await upper.SendAsync(RpcBytes.Pdu(500, seed: 2));
        ScriptedPeer successor = await _role.Opener.OpenedAsync(ChannelLeg.ClientIn);
        RtsCookie name = (await successor.ExpectAsync(RtsPduKind.IN_R1_A1)).SuccessorChannelCookie;
        var held = new TaskCompletionSource();
        predecessor.Carrier.BeforeWrite = _ => held.Task;
        await outPeer.SendAsync(RtsPdus.IN_R1_A4(Conn.Window, Conn.Timeout));
        await successor.ExpectAsync(RtsPduKind.KeepAlive);

        session.Close(CloseReason.ClosedByHigherLayer, "done");
        held.SetResult();
        Assert.Equal(name, (await predecessor.ExpectAsync(RtsPduKind.IN_R1_A5)).SuccessorChannelCookie);
        await predecessor.ExpectEndAsync();
        await _role.EndsCleanAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_successor_that_closes_behind_its_response_head_ends_the_connection_at_once(bool isBroken)
    {
        (ISession session, _, _, ScriptedPeer outPeer) = await OpenAsync();
        ScriptedPeer successor = await SuccessorAsync(outPeer);
        if (isBroken)
        {
            successor.Break();
        }
        else
        {
            successor.Close();
        }

        await session.Ended.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(isBroken ? CloseReason.ConnectionError : CloseReason.ClosedByProxy, session.Reason);
        await _role.EndsCleanAsync();
    }

    [Fact]
    public async Task A_successor_that_closes_behind_RPC_PDUs_is_read_when_B3_has_come()
    {
        (ISession session, ScriptedPeer upper, _, ScriptedPeer outPeer) = await OpenAsync();
        ScriptedPeer successor = await SuccessorAsync(outPeer);
        byte[] early = RpcBytes.Several(3, seed: 2), late = RpcBytes.Several(3, seed: 3);
        await successor.SendAsync(late);
        await successor.SendAsync(late);
        successor.Close();
        await outPeer.SendAsync(early);
        await upper.ExpectRpcAsync(early);
        await outPeer.SendAsync(RtsPdus.OUT_R2_B3());
        await upper.ExpectRpcAsync([.. late, .. late]);
        await session.Ended.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(CloseReason.ClosedByProxy, session.Reason);
        await _role.EndsCleanAsync();
    }

    [Fact]
    public async Task What_waits_for_a_successor_stops_the_reader_as_it_did_before()
    {
        const int Step = 8_192;
        int limit = new RoleHostOptions().MaxWaitingBytes;
        (_, ScriptedPeer upper, ScriptedPeer predecessor, ScriptedPeer outPeer) = await OpenAsync();
        byte[][] pdus = [.. Enumerable.Range(0, 2 * limit / 500).Select(i => RpcBytes.Pdu(500, seed: i))];
        upper.Carrier.Reader.Step = () => Step;
        await upper.SendAsync([.. pdus.SelectMany(pdu => pdu)]);
        await _role.UntilAsync(counters => counters.QueuedBytes >= limit, "the queue is full");
        await predecessor.ExpectRpcAsync(pdus[0]);

        // Each channel carries one PDU; were one read let in with each, the queue would grow.
        for (int i = 1; i <= 10; i++)
        {
            ScriptedPeer successor = await _role.Opener.OpenedAsync(ChannelLeg.ClientIn);
            await successor.ExpectAsync(RtsPduKind.IN_R1_A1);
            await outPeer.SendAsync(RtsPdus.IN_R1_A4(Conn.Window, Conn.Timeout));
            await successor.ExpectAsync(RtsPduKind.KeepAlive);
            await predecessor.ExpectAsync(RtsPduKind.IN_R1_A5);
            predecessor.Close();
            await predecessor.Carrier.Disposed.Task.WaitAsync(ScriptedPeer.Patience);
            await successor.ExpectRpcAsync(pdus[i]);
            Assert.InRange(_role.Counters.QueuedBytes, limit / 2, limit + Step + 500);
            predecessor = successor;
        }
    }

    /// <summary>A connection whose IN channel is recycled with the second RPC PDU.</summary>
    private async Task<(ISession Session, ScriptedPeer Upper, ScriptedPeer InPeer, ScriptedPeer OutPeer)> OpenAsync()
    {
        var variables = new ClientVariables { ChannelLifetime = 131_072, InChannelReserve = 130_072 };
        Task<ISession> opening = Task.Run(() => _role.Host.OpenAsync(new ClientConnection(_conn.Cookie, _conn.ChannelCookies(), variables)));
        ScriptedPeer upper = await _role.Opener.OpenedAsync(ChannelLeg.Upper);
        ScriptedPeer inPeer = await _role.Opener.OpenedAsync(ChannelLeg.ClientIn);
        ScriptedPeer outPeer = await _role.Opener.OpenedAsync(ChannelLeg.ClientOut);
        await inPeer.ExpectAsync(RtsPduKind.CONN_B1);
        await outPeer.ExpectAsync(RtsPduKind.CONN_A1);
        await outPeer.SendAsync(_conn.A3, _conn.C2);
        return (await opening.WaitAsync(ScriptedPeer.Patience), upper, inPeer, outPeer);
    }

    /// <summary>The peer of an OUT channel's successor that has its response head and waits for OUT_R2/B3.</summary>
    private async Task<ScriptedPeer> SuccessorAsync(ScriptedPeer outPeer)
    {
        await outPeer.SendAsync(RtsPdus.OUT_R2_A2());
        ScriptedPeer successor = await _role.Opener.OpenedAsync(ChannelLeg.ClientOut);
        await successor.ExpectAsync(RtsPduKind.OUT_R2_A3);
        await outPeer.SendAsync(RtsPdus.OUT_R2_A6());
        await successor.ExpectAsync(RtsPduKind.OUT_R2_C1);
        return successor;
    }
}
