using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>Where a request comes from, for counting.</summary>
internal static class ClientAddress
{
    /* RFC 6177: what one site is given, at least. Whoever has one IPv6 address has 2^64 of them. */
    private const int SitePrefixBytes = 8;

    /// <summary>The client's address; of IPv6 its network.</summary>
    public static string Of(HttpContext context)
    {
        if (context.Connection.RemoteIpAddress is not { } remote)
        {
            return "";
        }

        IPAddress address = PeerName.Plain(remote);
        return address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv6LinkLocal
            ? $"{Convert.ToHexString(address.GetAddressBytes(), 0, SitePrefixBytes)}::/64"
            : address.ToString();
    }

    /// <summary>Whether it came to an address of this machine that only this machine reaches.</summary>
    public static bool IsToLoopback(HttpContext context) =>
        context.Connection.LocalIpAddress is { } local && IPAddress.IsLoopback(PeerName.Plain(local));

    /// <summary>Address and port, for the log.</summary>
    public static string Text(HttpContext context) => PeerName.Of(context.Connection.RemoteIpAddress, context.Connection.RemotePort);
}
