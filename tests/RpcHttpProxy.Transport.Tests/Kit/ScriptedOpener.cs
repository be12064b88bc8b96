using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Transport.Channels;
using Channel = RpcHttpProxy.Core.Channels.Channel;

namespace RpcHttpProxy.Transport.Tests.Kit;

/// <summary>Opens every channel towards a peer that a test speaks for; a test may answer an opening itself.</summary>
internal sealed class ScriptedOpener : IChannelOpener
{
    private readonly ConcurrentDictionary<ChannelLeg, Channel<ScriptedPeer>> _opened = new();

    /// <summary>Makes the peers.</summary>
    public Func<ScriptedPeer> NewPeer { get; set; } = () => new ScriptedPeer();

    /// <summary>Awaited before a channel is there; may throw.</summary>
    public Func<ChannelLeg, CancellationToken, Task> BeforeOpen { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>What the last channel was opened by.</summary>
    public ServerGrant? Grant { get; private set; }

    /// <summary>Why a successor may not use the connection to the server; is given what was granted first and what its request was granted.</summary>
    public Func<ServerGrant, ServerGrant, CloseReason?> Refusal { get; set; } = (_, _) => null;

    /// <summary>Why a connection may no longer go on.</summary>
    public string? Revocation { get; set; }

    public string? Revokes(VirtualConnection connection, ServerGrant grant, IPEndPoint? server) => Revocation;

    public CloseReason? RefusesSuccessor(VirtualConnection connection, ServerGrant current, ServerGrant asked, IPEndPoint? server) => Refusal(current, asked);

    public async Task<IChannelTransport> OpenAsync(
        Channel channel, VirtualConnection connection, ServerGrant? grant, CancellationToken cancellation)
    {
        Grant = grant;
        await BeforeOpen(channel.Leg, cancellation);
        ScriptedPeer peer = NewPeer();
        await On(channel.Leg).Writer.WriteAsync(peer, CancellationToken.None);
        return peer.Carrier;
    }

    /// <summary>The peer of the next channel that is opened on a leg.</summary>
    public async Task<ScriptedPeer> OpenedAsync(ChannelLeg leg) =>
        await On(leg).Reader.ReadAsync().AsTask().WaitAsync(ScriptedPeer.Patience);

    private Channel<ScriptedPeer> On(ChannelLeg leg) => _opened.GetOrAdd(leg, _ => System.Threading.Channels.Channel.CreateUnbounded<ScriptedPeer>());
}
