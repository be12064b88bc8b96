using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>The system's resolver: DNS, hosts file and what else it is configured to ask.</summary>
public sealed class SystemNameResolver : INameResolver
{
    /// <summary>The only one that is needed.</summary>
    public static SystemNameResolver Instance { get; } = new();

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation)
    {
        IPAddress[] addresses = await Dns.GetHostAddressesAsync(host, cancellation);
        return addresses.Length > 0 ? addresses : throw new SocketException((int)SocketError.NoData);
    }
}
