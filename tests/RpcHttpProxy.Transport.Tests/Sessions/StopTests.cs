using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sessions;

/// <summary>A process that stops ends its connections in order and waits for them, but not for long.</summary>
public sealed class StopTests
{
    [Theory]
    [MemberData(nameof(OpenedRole.Roles), MemberType = typeof(OpenedRole))]
    public async Task Stopping_ends_open_connections_in_order(RoleName name)
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(name);
        await opened.Role.Host.StopAsync().WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(0, opened.Role.Counters.LiveChannels);
        foreach (ScriptedPeer peer in opened.Peers)
        {
            await peer.ExpectEndAsync();
        }

        await opened.EndsCleanAsync(CloseReason.Shutdown);
        await opened.DisposeAsync();
        await Eventually.TrueAsync(() => opened.Role.Time.RunningTimers == 0, () => "the wait left its timer");
    }

    [Fact]
    public async Task Stopping_waits_for_last_bytes_no_longer_than_the_linger_time()
    {
        await using OpenedRole opened = await OpenedRole.OpenAsync(RoleName.InboundProxy, newPeer: () => new ScriptedPeer(pauseAt: 1_000));
        await opened[ChannelLeg.ClientIn].SendAsync(RpcBytes.Several(10, seed: 1));
        await opened.Role.UntilAsync(counters => counters.QueuedBytes > 1_000, "bytes wait");
        Task stopping = Task.Run(() => opened.Role.Host.StopAsync());
        await opened.Role.UntilAsync(counters => counters is { Rows: 0, LiveChannels: 1, RunningTimers: 1 }, "one lingers");
        Assert.False(stopping.IsCompleted);
        await Eventually.TrueAsync(() => opened.Role.Time.RunningTimers == 2, () => "the wait is bounded");
        opened.Role.Time.Advance(TimeSpan.FromSeconds(5.1));
        await stopping.WaitAsync(ScriptedPeer.Patience);
        await opened.EndsCleanAsync(CloseReason.Shutdown);
    }

    [Fact]
    public async Task Stopping_ends_channels_that_have_not_said_anything_yet()
    {
        await using var server = new TestRole(RoleName.Server);
        (ScriptedPeer peer, Task run) = server.Accept(ChannelLeg.Unknown);
        await server.UntilAsync(counters => counters.LiveChannels == 1, "it lives");
        await server.Host.StopAsync().WaitAsync(ScriptedPeer.Patience);
        await run.WaitAsync(ScriptedPeer.Patience);
        await peer.ExpectEndAsync();
        Assert.Equal([KeyValuePair.Create(CloseReason.Shutdown, 1L)], server.Counters.Refused);
        await server.EndsCleanAsync();
    }

    [Fact]
    public async Task Stopping_waits_for_channels_that_are_being_established()
    {
        await using var proxy = new TestRole(RoleName.InboundProxy);
        var hold = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        proxy.Opener.BeforeOpen = (_, _) => hold.Task;
        (ScriptedPeer client, Task run) = proxy.Accept(ChannelLeg.ClientIn);
        await client.SendAsync(new Conn().B1);
        await proxy.UntilAsync(counters => counters.ByState.ContainsKey("B3W_Connecting"), "it connects");
        Task stopping = Task.Run(() => proxy.Host.StopAsync());
        await run.WaitAsync(ScriptedPeer.Patience);
        Assert.False(stopping.IsCompleted);
        hold.SetResult();
        await stopping.WaitAsync(ScriptedPeer.Patience);
        await proxy.EndsCleanAsync();
    }

    [Fact]
    public async Task A_channel_that_comes_while_the_process_stops_is_ended()
    {
        await using var proxy = new TestRole(RoleName.InboundProxy);
        await proxy.Host.StopAsync();
        (ScriptedPeer client, Task run) = proxy.Accept(ChannelLeg.ClientIn);
        await client.SendAsync(new Conn().B1);
        await run.WaitAsync(ScriptedPeer.Patience);
        await client.ExpectEndAsync();
        await proxy.EndsCleanAsync();
    }

    [Fact]
    public async Task A_connection_is_not_opened_while_the_process_stops()
    {
        await using var client = new TestRole(RoleName.Client);
        await client.Host.StopAsync();
        var failed = await Assert.ThrowsAsync<VirtualConnectionException>(() => client.OpenAsync(new Conn()).WaitAsync(ScriptedPeer.Patience));
        Assert.Equal(CloseReason.Shutdown, failed.Reason);
        await client.EndsCleanAsync();
    }

    [Fact]
    public async Task Disposing_of_a_role_aborts_what_still_lingers()
    {
        OpenedRole opened = await OpenedRole.OpenAsync(
            RoleName.InboundProxy, new RoleHostOptions { LingerTimeout = TimeSpan.Zero }, newPeer: () => new ScriptedPeer(pauseAt: 1_000));
        await opened[ChannelLeg.ClientIn].SendAsync(RpcBytes.Several(10, seed: 1));
        await opened.Role.UntilAsync(counters => counters.QueuedBytes > 1_000, "bytes wait");
        await opened.DisposeAsync();
        await opened[ChannelLeg.ServerIn].ExpectResetAsync();
        await Task.WhenAll(opened.Runs).WaitAsync(ScriptedPeer.Patience);
    }
}
