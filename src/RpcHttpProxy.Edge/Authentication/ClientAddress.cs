using System.Net;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Where a request comes from, for counting.</summary>
internal static class ClientAddress
{
    /// <summary>The client's address; of IPv6 its network.</summary>
    public static string Of(EdgeRequest request) => request.PeerAddress is { } address ? AddressKey.TextOf(address) : "";

    /// <summary>Whether it came to an address of this machine that only this machine reaches.</summary>
    public static bool IsToLoopback(EdgeRequest request) =>
        request.LocalAddress is { } local && IPAddress.IsLoopback(PeerName.Plain(local));
}
