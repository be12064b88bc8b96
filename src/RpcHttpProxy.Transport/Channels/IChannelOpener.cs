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
    Task<IByteChannel> OpenAsync(
        Channel channel, VirtualConnection connection, ServerGrant? grant, CancellationToken cancellation);
}
