using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Where a request comes from, for counting.</summary>
internal static class ClientAddress
{
    /* RFC 6177: what one site is given, at least. Whoever has one IPv6 address has 2^64 of them. */
    private const int SitePrefixBytes = 8;

    /// <summary>The client's address; of IPv6 its network.</summary>
    public static string Of(EdgeRequest request)
    {
        if (request.PeerAddress is not { } address)
        {
            return "";
        }

        return address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv6LinkLocal
            ? $"{Convert.ToHexString(address.GetAddressBytes(), 0, SitePrefixBytes)}::/64"
            : address.ToString();
    }

    /// <summary>Whether it came to an address of this machine that only this machine reaches.</summary>
    public static bool IsToLoopback(EdgeRequest request) =>
        request.LocalAddress is { } local && IPAddress.IsLoopback(PeerName.Plain(local));
}
