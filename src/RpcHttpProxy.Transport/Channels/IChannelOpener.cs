using System.Net;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// Establishes the channels that a role asks for: the proxies' TCP connections to the server, the server's way to its service, the
/// client's HTTP requests.
/// </summary>
public interface IChannelOpener
{
    /// <summary>
    /// Opens <paramref name="channel"/> of <paramref name="connection"/>. <paramref name="grant"/> is what the request that began the
    /// connection was granted, in proxies. Called on the thread that carries another channel, so it must not block. Throws
    /// <see cref="ChannelOpenException"/>.
    /// </summary>
    Task<IChannelTransport> OpenAsync(
        Channel channel, VirtualConnection connection, ServerGrant? grant, CancellationToken cancellation);

    /// <summary>
    /// Why a successor channel may not use the connection to the server that its virtual connection has; null when it may. Called in a
    /// turn of that connection's owner, so it must not block.
    /// </summary>
    /// <param name="connection">The virtual connection that the successor asks to join.</param>
    /// <param name="current">What the request that began the connection was granted.</param>
    /// <param name="asked">What the successor's request was granted just now.</param>
    /// <param name="server">Where that connection to the server goes; null when it isn't known.</param>
    CloseReason? RefusesSuccessor(VirtualConnection connection, ServerGrant current, ServerGrant asked, IPEndPoint? server) => null;

    /// <summary>
    /// Why a virtual connection may no longer go on, a few words; null when it may. Called in a turn of its owner, so it must not block.
    /// </summary>
    /// <param name="connection">The virtual connection.</param>
    /// <param name="grant">What the request that began it was granted.</param>
    /// <param name="server">Where its connection to the server goes; null when it isn't known.</param>
    string? Revokes(VirtualConnection connection, ServerGrant grant, IPEndPoint? server) => null;
}
