using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Hosting.FrontEnds;

/// <summary>Version 1: <c>PROXY TCP4 192.0.2.1 198.51.100.1 56324 443</c> and CRLF (2.1).</summary>
internal static class ProxyHeaderV1
{
    /// <summary>With CRLF; the worst case of 2.1.</summary>
    public const int MaxLength = 107;

    private static ReadOnlySpan<byte> Begin => "PROXY "u8;

    /// <summary>Reads the line; <paramref name="length"/> is that of the whole of it.</summary>
    public static FrameResult TryRead(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int length)
    {
        header = ProxyHeader.Own;
        length = 0;
        int begin = Math.Min(bytes.Length, Begin.Length);
        if (!bytes[..begin].SequenceEqual(Begin[..begin]))
        {
            return FrameResult.Invalid;
        }

        int end = bytes.IndexOf("\r\n"u8);
        if (end < 0)
        {
            return bytes.Length < MaxLength ? FrameResult.NeedMoreData : FrameResult.Invalid;
        }

        length = end + 2;
        return Parse(Encoding.Latin1.GetString(bytes[Begin.Length..end]), out header) ? FrameResult.Complete : FrameResult.Invalid;
    }

    private static bool Parse(string line, out ProxyHeader header)
    {
        header = ProxyHeader.Own;
        string[] words = line.Split(' ');
        if (words[0] == "UNKNOWN")
        {
            return true; // 2.1: what stands behind it is to be ignored
        }

        AddressFamily? family = words[0] switch { "TCP4" => AddressFamily.InterNetwork, "TCP6" => AddressFamily.InterNetworkV6, _ => null };
        if (words.Length != 5
            || !TryParseAddress(words[1], family, out IPAddress source)
            || !TryParseAddress(words[2], family, out IPAddress destination)
            || !TryParsePort(words[3], out int sourcePort)
            || !TryParsePort(words[4], out int destinationPort))
        {
            return false;
        }

        header = new ProxyHeader(new IPEndPoint(source, sourcePort), new IPEndPoint(destination, destinationPort));
        return true;
    }

    /* The canonical text only: 1.2.3 and 0x7f.1 are addresses to some parsers. No scope: it would mean something on the front end's machine only. */
    private static bool TryParseAddress(string text, AddressFamily? family, out IPAddress address) =>
        IPAddress.TryParse(text, out address!)
        && address.AddressFamily == family
        && (family == AddressFamily.InterNetworkV6 ? text.All(character => char.IsAsciiHexDigit(character) || character is ':' or '.') : address.ToString() == text);

    private static bool TryParsePort(string text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port)
        && port <= ushort.MaxValue
        && (text.Length == 1 || text[0] != '0'); // 2.1: no leading zeros
}
