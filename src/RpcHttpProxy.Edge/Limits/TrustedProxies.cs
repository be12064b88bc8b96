using System.Net;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Edge.Limits;

/// <summary>The front ends whose word on a client's address is taken, and who aren't a client themselves.</summary>
internal sealed class TrustedProxies(IEnumerable<string> networks)
{
    /// <summary>The networks, valid ones.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; } = [.. networks.Select(RefusedRanges.Parse)];

    public bool Contains(IPAddress address) => Networks.Any(network => network.Contains(PeerName.Plain(address)));
}
