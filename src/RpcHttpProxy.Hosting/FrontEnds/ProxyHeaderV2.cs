using System.Buffers.Binary;
using System.Net;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Hosting.FrontEnds;

/* 2.2, network byte order:
     +0  signature (12)
     +12 version (4 bits: 2), command (4 bits: 0 LOCAL, 1 PROXY)
     +13 family (4 bits: 0 unspecified, 1 IPv4, 2 IPv6, 3 Unix), transport (4 bits: 1 stream)
     +14 length of what follows (2)
     +16 source, destination (4 or 16 bytes each), source port, destination port (2 each), and TLVs, none of which is looked at */

/// <summary>Version 2: binary (2.2).</summary>
internal static class ProxyHeaderV2
{
    /// <summary>Ours: addresses, and room for the TLVs that front ends send, names and certificates' among them. The format's own bound is 65 551.</summary>
    public const int MaxLength = 4_096;

    private const int FixedLength = 16;
    private const int CommandOffset = 12;
    private const int FamilyOffset = 13;
    private const int LengthOffset = 14;

    private static ReadOnlySpan<byte> Signature => "\r\n\r\n\0\r\nQUIT\n"u8;

    /// <summary>Reads the header; <paramref name="length"/> is that of the whole of it, TLVs included.</summary>
    public static FrameResult TryRead(ReadOnlySpan<byte> bytes, out ProxyHeader header, out int length)
    {
        header = ProxyHeader.Own;
        length = 0;
        int begin = Math.Min(bytes.Length, Signature.Length);
        if (!bytes[..begin].SequenceEqual(Signature[..begin]))
        {
            return FrameResult.Invalid;
        }

        if (bytes.Length < FixedLength)
        {
            return FrameResult.NeedMoreData;
        }

        length = FixedLength + BinaryPrimitives.ReadUInt16BigEndian(bytes[LengthOffset..]);
        byte command = bytes[CommandOffset];
        if (length > MaxLength || command is not (0x20 or 0x21))
        {
            return FrameResult.Invalid;
        }

        if (bytes.Length < length)
        {
            return FrameResult.NeedMoreData;
        }

        if (command == 0x20)
        {
            return FrameResult.Complete; // LOCAL: the rest is to be ignored
        }

        ReadOnlySpan<byte> addresses = bytes[FixedLength..length];
        switch (bytes[FamilyOffset])
        {
            case 0x11: // TCP over IPv4
                return TryReadAddresses(addresses, addressLength: 4, out header);
            case 0x21: // TCP over IPv6
                return TryReadAddresses(addresses, addressLength: 16, out header);
            case 0x00 or 0x31: // unspecified; Unix stream: no IP address
                return FrameResult.Complete;
            default:
                return FrameResult.Invalid;
        }
    }

    private static FrameResult TryReadAddresses(ReadOnlySpan<byte> bytes, int addressLength, out ProxyHeader header)
    {
        header = ProxyHeader.Own;
        if (bytes.Length < 2 * (addressLength + sizeof(ushort)))
        {
            return FrameResult.Invalid;
        }

        ReadOnlySpan<byte> ports = bytes[(2 * addressLength)..];
        header = new ProxyHeader(
            new IPEndPoint(new IPAddress(bytes[..addressLength]), BinaryPrimitives.ReadUInt16BigEndian(ports)),
            new IPEndPoint(new IPAddress(bytes[addressLength..(2 * addressLength)]), BinaryPrimitives.ReadUInt16BigEndian(ports[sizeof(ushort)..])));
        return FrameResult.Complete;
    }
}
