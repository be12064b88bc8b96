using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>
/// Addresses that no name may lead to unless the operator names them: this machine, its neighbours on the wire, what a cloud tells its
/// guests, and everything that is no single host. Private networks aren't among them: that is where servers are.
/// </summary>
internal static class RefusedRanges
{
    /* IANA's special-purpose registries (RFC 6890), and the addresses at which clouds serve credentials to whoever asks from inside. */
    private static readonly RefusedRange[] s_ranges =
    [
        new("0.0.0.0/8", "unspecified"),              // RFC 1122 3.2.1.3; Linux takes 0.0.0.0 for this machine
        new("127.0.0.0/8", "loopback"),
        new("169.254.0.0/16", "link-local"),          // RFC 3927; 169.254.169.254 at AWS, Azure, Google, Oracle and others
        new("100.100.100.200/32", "cloud metadata"),  // Alibaba
        new("168.63.129.16/32", "cloud metadata"),    // Azure's WireServer
        new("192.0.0.0/24", "reserved"),              // RFC 6890 2.1; 192.0.0.192 at Oracle
        new("192.88.99.0/24", "reserved"),            // RFC 7526: 6to4 relays
        new("224.0.0.0/4", "multicast"),
        new("255.255.255.255/32", "broadcast"),
        new("240.0.0.0/4", "reserved"),               // RFC 1112 4
        new("::/128", "unspecified"),
        new("::1/128", "loopback"),
        new("fe80::/10", "link-local"),
        new("fec0::/10", "site-local"),               // RFC 3879: deprecated
        new("ff00::/8", "multicast"),
        new("fd00:ec2::/32", "cloud metadata"),       // AWS: fd00:ec2::254, ::23 and others
        new("fd20:ce::254/128", "cloud metadata"),    // Google
        new("64:ff9b:1::/48", "local translation"),   // RFC 8215: where the IPv4 address stands is known to the translator only
        new("2001::/32", "Teredo"),                   // RFC 4380: leads to an IPv4 address of the sender's choice
    ];

    private const int IPv4Length = 4;
    private const int BitsAByte = 8;
    private const int MappedBits = 96;

    /* Prefixes before an IPv4 address, and where that stands: whoever routes them sends to it. */
    private static readonly (IPNetwork Network, int Offset)[] s_embeddings =
    [
        (IPNetwork.Parse("::/96"), 12),              // RFC 4291 2.5.5.1: IPv4-compatible
        (IPNetwork.Parse("::ffff:0:0:0/96"), 12),    // RFC 2765 2.1: IPv4-translated
        (IPNetwork.Parse("64:ff9b::/96"), 12),       // RFC 6052: NAT64
        (IPNetwork.Parse("2002::/16"), 2),           // RFC 3056: 6to4
    ];

    /// <summary>Reads a network; one of IPv4 addresses in IPv6 clothes (mapped) as what it is. Throws a <see cref="FormatException"/>.</summary>
    public static IPNetwork Parse(string text)
    {
        var network = IPNetwork.Parse(text);
        return network.BaseAddress.IsIPv4MappedToIPv6 && network.PrefixLength >= MappedBits
            ? new IPNetwork(network.BaseAddress.MapToIPv4(), network.PrefixLength - MappedBits)
            : network;
    }

    /// <summary>
    /// Every range that <paramref name="address"/> is in, or the IPv4 address within it: of those here, and of <paramref name="others"/>. An address is
    /// unwrapped once: what translates it does so once.
    /// </summary>
    public static IReadOnlyList<RefusedRange> FindAll(IPAddress address, IReadOnlyList<RefusedRange> others)
    {
        address = PeerName.Plain(address);
        List<RefusedRange> found = [.. s_ranges.Concat(others).Where(range => range.Network.Contains(address))];
        foreach ((IPNetwork network, int offset) in s_embeddings)
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6 && network.Contains(address))
            {
                var inner = new IPAddress(address.GetAddressBytes().AsSpan(offset, IPv4Length));
                found.AddRange(s_ranges.Concat(others).Where(range => range.Network.Contains(inner))
                    .Select(range => range with { PrefixLength = (BitsAByte * offset) + range.Network.PrefixLength }));
            }
        }

        return found;
    }
}
