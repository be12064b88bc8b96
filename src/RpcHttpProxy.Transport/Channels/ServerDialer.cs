using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>Opens the proxies' TCP connections to the RPC server that a request asked for (3.2.3.5.3, 3.2.4.5.3).</summary>
public sealed class ServerDialer(TargetMap map, TcpDialer dialer) : IChannelOpener
{
    /// <inheritdoc/>
    public async Task<IByteChannel> OpenAsync(
        Channel channel, VirtualConnection connection, RpcRequestTarget? target, CancellationToken cancellation)
    {
        RpcRequestTarget server = map.Resolve(target ?? throw new ArgumentNullException(nameof(target)));
        return new TcpChannel(await dialer.ConnectAsync(server.Server, server.Port, cancellation), mayBeginWithLegacyResponse: true);
    }
}
