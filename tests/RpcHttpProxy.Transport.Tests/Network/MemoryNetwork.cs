using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Network;

/// <summary>Four roles in one process, joined by pipes.</summary>
internal sealed class MemoryNetwork : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(RtsCookie, RoleName), TaskCompletionSource<IDuplexPipe>> _uppers = new();

    public MemoryNetwork(ITraceSink? trace = null)
    {
        Client = new TestRole(RoleName.Client, trace: trace, time: Time, opener: new Opener(this, RoleName.Client));
        Inbound = new TestRole(RoleName.InboundProxy, trace: trace, time: Time, opener: new Opener(this, RoleName.InboundProxy));
        Outbound = new TestRole(RoleName.OutboundProxy, trace: trace, time: Time, opener: new Opener(this, RoleName.OutboundProxy));
        Server = new TestRole(RoleName.Server, trace: trace, time: Time, opener: new Opener(this, RoleName.Server));
    }

    public ManualTime Time { get; } = new();

    public TestRole Client { get; }

    public TestRole Inbound { get; }

    public TestRole Outbound { get; }

    public TestRole Server { get; }

    public IEnumerable<TestRole> Roles => [Client, Inbound, Outbound, Server];

    /// <summary>Makes both ends of a hop; may wait, or throw.</summary>
    public Func<RtsCookie, ChannelLeg, CancellationToken, Task<(MemoryChannel Near, MemoryChannel Far)>> Connect { get; set; } =
        (_, _, _) => Task.FromResult(MemoryChannel.CreatePair());

    /// <summary>The higher layer's end of a connection's pipe in the client, or the service's in the server; there when it was opened.</summary>
    public Task<IDuplexPipe> UpperAsync(RtsCookie connection, RoleName role) => Upper(connection, role).Task;

    public async ValueTask DisposeAsync()
    {
        foreach (TestRole role in Roles)
        {
            await role.DisposeAsync();
        }
    }

    private TaskCompletionSource<IDuplexPipe> Upper(RtsCookie connection, RoleName role) =>
        _uppers.GetOrAdd((connection, role), _ => new TaskCompletionSource<IDuplexPipe>(TaskCreationOptions.RunContinuationsAsynchronously));

    private sealed class Opener(MemoryNetwork network, RoleName role) : IChannelOpener
    {
        public async Task<IChannelTransport> OpenAsync(
            Channel channel, VirtualConnection connection, ServerGrant? grant, CancellationToken cancellation)
        {
            if (channel.Leg == ChannelLeg.Upper)
            {
                (PipeChannel near, IDuplexPipe far) = PipeChannel.CreatePair("upper");
                network.Upper(connection.Cookie, role).SetResult(far);
                return near;
            }

            return await DialAsync(channel, connection, cancellation);
        }

        private async Task<IChannelTransport> DialAsync(Channel channel, VirtualConnection connection, CancellationToken cancellation)
        {
            (MemoryChannel near, MemoryChannel far) = await network.Connect(connection.Cookie, channel.Leg, cancellation);
            bool isServer = channel.Leg is ChannelLeg.ServerIn or ChannelLeg.ServerOut;
            near.LingersForPeer = far.LingersForPeer = isServer;
            if (channel.Leg == ChannelLeg.ClientOut)
            {
                JoinHeads(near, far);
            }

            TestRole role = isServer ? network.Server : channel.Leg == ChannelLeg.ClientIn ? network.Inbound : network.Outbound;
            _ = role.Host.RunAsync(
                new IncomingChannel(far, isServer ? ChannelLeg.Unknown : channel.Leg, isServer ? null : TestRole.Grant, IPAddress.Loopback),
                CancellationToken.None);
            return near;
        }

        /// <summary>The response head of an OUT channel is read when it was sent.</summary>
        private static void JoinHeads(MemoryChannel near, MemoryChannel far)
        {
            near.HeadToRead = new TaskCompletionSource<ChannelEnd?>(TaskCreationOptions.RunContinuationsAsynchronously);
            far.Failed.Task.ContinueWith(
                failed => near.HeadToRead.TrySetResult(new ChannelEnd(CloseReason.RequestRefused, $"503 {failed.Result}")), TaskScheduler.Default);
            far.HeadSent.Task.ContinueWith(_ => near.HeadToRead.TrySetResult(null), TaskScheduler.Default);
            far.Disposed.Task.ContinueWith(
                _ => near.HeadToRead.TrySetResult(new ChannelEnd(CloseReason.ConnectionError, "it ended unanswered")), TaskScheduler.Default);
        }
    }
}
