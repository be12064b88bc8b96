using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Hosting.Targets;

/// <summary>
/// The order in which a server's addresses are tried. A resolver gives a name's addresses in another order each time, and CONN/A2 and CONN/B2
/// must reach the same server: so the virtual connection's cookie decides, by rendezvous hashing, in both proxies without a word between them.
/// </summary>
internal static class AddressOrder
{
    private const int MaxAddressLength = 16;

    /// <summary>The same addresses; of IPv4 and IPv6 that one first which the resolver prefers.</summary>
    public static IReadOnlyList<IPAddress> Of(RtsCookie cookie, IReadOnlyList<IPAddress> addresses)
    {
        if (addresses.Count < 2)
        {
            return addresses;
        }

        AddressFamily preferred = addresses[0].AddressFamily;
        return [.. addresses.OrderByDescending(address => address.AddressFamily == preferred).ThenBy(address => Score(cookie, address))];
    }

    private static UInt128 Score(RtsCookie cookie, IPAddress address)
    {
        Span<byte> text = stackalloc byte[RtsCookie.Length + MaxAddressLength];
        cookie.Write(text);
        address.TryWriteBytes(text[RtsCookie.Length..], out int length);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text[..(RtsCookie.Length + length)], hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(hash);
    }
}
