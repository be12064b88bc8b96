using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Edge.Targets;

namespace RpcHttpProxy.Edge.Limits;

/// <summary>What counts as one address: of IPv6 the network of 64 bits, all of which belongs to whoever has one address in it.</summary>
internal static class AddressKey
{
    private const int NetworkBytes = 8;

    public static IPAddress Of(IPAddress address)
    {
        address = RefusedRanges.Plain(address);
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address;
        }

        byte[] bytes = address.GetAddressBytes();
        bytes.AsSpan(NetworkBytes).Clear();
        return new IPAddress(bytes);
    }
}
