using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// What counts as one address: of IPv6 the network of 64 bits, which one client usually has to itself (RFC 6177), except link-local addresses,
/// which share one network.
/// </summary>
public static class AddressKey
{
    private const int NetworkBytes = 8;

    /// <summary>The address, or its network's first.</summary>
    public static IPAddress Of(IPAddress address)
    {
        address = PeerName.Plain(address);
        if (!IsOfNetwork(address))
        {
            return address;
        }

        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }

    /// <summary>The same as text, a network with its length.</summary>
    public static string TextOf(IPAddress address)
    {
        IPAddress key = Of(address);
        return IsOfNetwork(key) ? $"{key}/{8 * NetworkBytes}" : key.ToString();
    }

    private static bool IsOfNetwork(IPAddress plain) =>
        plain.AddressFamily == AddressFamily.InterNetworkV6 && !plain.IsIPv6LinkLocal && !IPAddress.IsLoopback(plain);
}
