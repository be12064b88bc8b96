using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sessions;

/// <summary>Every waiting state has a deadline; and what comes too late changes nothing.</summary>
public sealed class TimeoutTests
{
    public static TheoryData<RoleName, string, double> WaitingStates => new()
    {
        { RoleName.Client, "OUT_Channel_Wait", 60 },
        { RoleName.Client, "Wait_A3W", 60 },
        { RoleName.Client, "Wait_C2", 60 },
        { RoleName.InboundProxy, "B3W_Connecting", 60 },
        { RoleName.InboundProxy, "B3W", 60 },
        { RoleName.OutboundProxy, "C1W_Connecting", 60 },
        { RoleName.OutboundProxy, "C1W", 60 },
        { RoleName.Server, "A2W", 900 },
        { RoleName.Server, "B2W", 900 },
        { RoleName.Server, "ServiceW", 900 },
    };

    [Theory]
    [MemberData(nameof(WaitingStates))]
    public async Task A_waiting_state_ends_at_its_deadline(RoleName name, string state, double seconds)
    {
        await using var role = new TestRole(name);
        Task opening = await BringToAsync(role, state);
        role.Time.Advance(TimeSpan.FromSeconds(seconds - 0.5));
        Assert.Equal(1, role.Counters.Rows);
        role.Time.Advance(TimeSpan.FromSeconds(0.6));
        if (name == RoleName.Client)
        {
            var failed = await Assert.ThrowsAsync<VirtualConnectionException>(() => opening.WaitAsync(ScriptedPeer.Patience));
            Assert.Equal(CloseReason.SetupTimeout, failed.Reason);
        }

        await role.EndsCleanAsync();
        Assert.Equal([KeyValuePair.Create(CloseReason.SetupTimeout, 1L)], role.Counters.Ended);
    }

    [Theory]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ClientIn)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ClientOut)]
    public async Task A_server_that_refuses_the_connection_is_told_to_the_client(RoleName name, ChannelLeg leg)
    {
        await using var proxy = new TestRole(name);
        proxy.Opener.BeforeOpen = (_, _) => throw new Transport.Channels.ChannelOpenException(CloseReason.ServerUnreachable, "refused");
        (ScriptedPeer client, Task run) = proxy.Accept(leg);
        await client.SendAsync(leg == ChannelLeg.ClientIn ? new Conn().B1 : new Conn().A1);
        await client.ExpectEndAsync();
        await run.WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(CloseReason.ServerUnreachable, await client.Carrier.Failed.Task);
        Assert.False(client.Carrier.HeadSent.Task.IsCompleted);
        await proxy.EndsCleanAsync();
        Assert.Equal([KeyValuePair.Create(CloseReason.ServerUnreachable, 1L)], proxy.Counters.Ended);
    }

    [Fact]
    public async Task A_service_that_can_not_be_had_ends_both_channels()
    {
        await using var server = new TestRole(RoleName.Server);
        server.Opener.BeforeOpen = (_, _) => throw new Transport.Channels.ChannelOpenException(CloseReason.ServerUnreachable, "refused");
        var conn = new Conn();
        (ScriptedPeer outPeer, _) = server.Accept(ChannelLeg.Unknown);
        (ScriptedPeer inPeer, _) = server.Accept(ChannelLeg.Unknown);
        await outPeer.SendAsync(conn.A2);
        await inPeer.SendAsync(conn.B2);
        await outPeer.ExpectEndAsync();
        await inPeer.ExpectEndAsync();
        await server.EndsCleanAsync();
        Assert.Equal([KeyValuePair.Create(CloseReason.ServerUnreachable, 1L)], server.Counters.Ended);
    }

    [Theory]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ClientIn, ChannelLeg.ServerIn, true)]
    [InlineData(RoleName.InboundProxy, ChannelLeg.ClientIn, ChannelLeg.ServerIn, false)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ClientOut, ChannelLeg.ServerOut, true)]
    [InlineData(RoleName.OutboundProxy, ChannelLeg.ClientOut, ChannelLeg.ServerOut, false)]
    public async Task A_connection_that_is_established_after_the_end_is_closed_unused(RoleName name, ChannelLeg leg, ChannelLeg opens, bool heeds)
    {
        await using var proxy = new TestRole(name);
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        proxy.Opener.BeforeOpen = (_, cancellation) =>
        {
            asked.SetResult();
            return hold.Task.WaitAsync(heeds ? cancellation : CancellationToken.None);
        };
        (ScriptedPeer client, Task run) = proxy.Accept(leg);
        await client.SendAsync(leg == ChannelLeg.ClientIn ? new Conn().B1.ToArray() : new Conn().A1.ToArray());
        await asked.Task.WaitAsync(ScriptedPeer.Patience);
        if (leg == ChannelLeg.ClientIn)
        {
            await client.SendAsync(RpcBytes.Several(5, seed: 1)); // waits for the connection, and goes with it
        }

        client.Close();
        await run.WaitAsync(ScriptedPeer.Patience);
        if (!heeds)
        {
            hold.SetResult();
            ScriptedPeer late = await proxy.Opener.OpenedAsync(opens);
            await late.Carrier.Disposed.Task.WaitAsync(ScriptedPeer.Patience);
            Assert.Empty(late.Carrier.Writes);
        }

        await proxy.EndsCleanAsync();
        Assert.Equal([KeyValuePair.Create(CloseReason.ClosedByClient, 1L)], proxy.Counters.Ended);
    }

    [Fact]
    public async Task Opening_can_be_cancelled()
    {
        await using var client = new TestRole(RoleName.Client);
        using var cancel = new CancellationTokenSource();
        Task opening = client.OpenAsync(new Conn(), cancel.Token);
        ScriptedPeer inPeer = await client.Opener.OpenedAsync(ChannelLeg.ClientIn);
        await inPeer.ExpectAsync(RtsPduKind.CONN_B1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(ScriptedPeer.Patience));
        await client.EndsCleanAsync();
        Assert.Equal([KeyValuePair.Create(CloseReason.ClosedByHigherLayer, 1L)], client.Counters.Ended);
    }

    [Theory]
    [InlineData(ChannelLeg.Upper)]
    [InlineData(ChannelLeg.ClientIn)]
    [InlineData(ChannelLeg.ClientOut)]
    public async Task Opening_can_be_cancelled_while_a_channel_is_being_established(ChannelLeg stuck)
    {
        await using var client = new TestRole(RoleName.Client);
        using var cancel = new CancellationTokenSource();
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        client.Opener.BeforeOpen = (leg, cancellation) =>
        {
            if (leg != stuck)
            {
                return Task.CompletedTask;
            }

            asked.SetResult();
            return new TaskCompletionSource().Task.WaitAsync(cancellation);
        };
        Task opening = client.OpenAsync(new Conn(), cancel.Token);
        await asked.Task.WaitAsync(ScriptedPeer.Patience);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => opening.WaitAsync(ScriptedPeer.Patience));
        await client.EndsCleanAsync();
    }

    [Fact]
    public async Task A_proxy_that_refuses_the_OUT_channel_ends_the_opening_with_its_reason()
    {
        await using var client = new TestRole(RoleName.Client);
        client.Opener.NewPeer = () => new ScriptedPeer
        {
            Carrier = { HeadToRead = new TaskCompletionSource<Transport.Channels.ChannelEnd?>(TaskCreationOptions.RunContinuationsAsynchronously) },
        };
        Task opening = client.OpenAsync(new Conn());
        ScriptedPeer outPeer = await client.Opener.OpenedAsync(ChannelLeg.ClientOut);
        outPeer.Carrier.HeadToRead.SetResult(new Transport.Channels.ChannelEnd(CloseReason.RequestRefused, "503 RPC Error: 6ba"));
        var failed = await Assert.ThrowsAsync<VirtualConnectionException>(() => opening.WaitAsync(ScriptedPeer.Patience));
        Assert.Equal(CloseReason.RequestRefused, failed.Reason);
        await client.EndsCleanAsync();
    }

    /// <summary>Brings a connection into a state in which something is awaited; gives a client's opening.</summary>
    private static async Task<Task> BringToAsync(TestRole role, string state)
    {
        var never = new TaskCompletionSource();
        var conn = new Conn();
        Task opening = Task.CompletedTask;
        if (state is "B3W_Connecting" or "C1W_Connecting" or "ServiceW")
        {
            role.Opener.BeforeOpen = (_, cancellation) => never.Task.WaitAsync(cancellation);
        }

        switch (role.Host.Name)
        {
            case RoleName.Client:
                role.Opener.NewPeer = () => new ScriptedPeer
                {
                    Carrier = { HeadToRead = new TaskCompletionSource<Transport.Channels.ChannelEnd?>(TaskCreationOptions.RunContinuationsAsynchronously) },
                };
                opening = role.OpenAsync(conn);
                ScriptedPeer outPeer = await role.Opener.OpenedAsync(ChannelLeg.ClientOut);
                if (state != "OUT_Channel_Wait")
                {
                    outPeer.Carrier.HeadToRead.SetResult(null);
                }

                if (state == "Wait_C2")
                {
                    await outPeer.SendAsync(conn.A3);
                }

                break;
            case RoleName.InboundProxy:
                await role.Accept(ChannelLeg.ClientIn).Peer.SendAsync(conn.B1);
                break;
            case RoleName.OutboundProxy:
                await role.Accept(ChannelLeg.ClientOut).Peer.SendAsync(conn.A1);
                break;
            default:
                if (state != "A2W")
                {
                    await role.Accept(ChannelLeg.Unknown).Peer.SendAsync(conn.A2);
                    await role.UntilAsync(counters => counters.ByState.ContainsKey("B2W"), "A2 has come");
                }

                if (state != "B2W")
                {
                    await role.Accept(ChannelLeg.Unknown).Peer.SendAsync(conn.B2);
                }

                break;
        }

        int timers = state == "C1W" ? 2 : 1; // an outbound proxy that has answered pings, too
        await role.UntilAsync(counters => counters.ByState.ContainsKey(state) && counters.RunningTimers == timers, $"not in {state}");
        return opening;
    }
}
