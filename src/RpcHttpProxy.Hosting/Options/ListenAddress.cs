using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Hosting;

/// <summary>The text of an address to listen on.</summary>
internal static class ListenAddress
{
    private const string Scheme = "http://";

    /// <summary>Reads <c>http://ADDR:PORT</c>, with or without a slash behind it.</summary>
    public static bool TryParseUrl(string text, [NotNullWhen(true)] out IPEndPoint? address)
    {
        address = null;
        return text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && TryParse(text[Scheme.Length..].TrimEnd('/'), out address);
    }

    /// <summary>Reads <c>ADDR:PORT</c>; ADDR is an IP address, <c>localhost</c> (127.0.0.1) or <c>*</c> (every address).</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IPEndPoint? address)
    {
        address = null;
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), out ushort port) || !TryParseHost(text[..colon], out IPAddress? ip))
        {
            return false;
        }

        address = new IPEndPoint(ip, port);
        return true;
    }

    private static bool TryParseHost(string host, [NotNullWhen(true)] out IPAddress? ip)
    {
        ip = host switch
        {
            "*" or "+" => Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any,
            "localhost" => IPAddress.Loopback,
            ['[', .. var inner, ']'] when IPAddress.TryParse(inner, out IPAddress? v6) && v6.AddressFamily == AddressFamily.InterNetworkV6 => v6,
            _ when IPAddress.TryParse(host, out IPAddress? v4) && v4.AddressFamily == AddressFamily.InterNetwork => v4,
            _ => null,
        };
        return ip is not null;
    }
}
