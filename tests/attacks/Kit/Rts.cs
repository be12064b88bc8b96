using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>RTS PDUs ([MS-RPCH] 2.2.4), byte by byte.</summary>
internal static class Rts
{
    public const int ConnA1Length = 76;
    public const int OutR1A3Length = 96;

    private const ushort None = 0;
    private const ushort RecycleChannel = 4;

    // 2.2.3.5: types of commands.
    private const uint ReceiveWindowSize = 0;
    private const uint Cookie = 3;
    private const uint ChannelLifetime = 4;
    private const uint ClientKeepalive = 5;
    private const uint Version = 6;
    private const uint AssociationGroupId = 12;
    private const uint Destination = 13;

    private const uint Window = 262_144;
    private const uint Lifetime = 1 << 30;
    private const uint Keepalive = 300_000;

    private const byte PacketType = 20;
    private const int HeaderLength = 20;

    public static byte[] NewCookie() => RandomNumberGenerator.GetBytes(16);

    public static byte[] ConnA1(byte[] connection, byte[] channel) =>
        Pdu(None, Word(Version, 1), Sixteen(Cookie, connection), Sixteen(Cookie, channel), Word(ReceiveWindowSize, Window));

    public static byte[] ConnB1(byte[] connection, byte[] channel) => Pdu(
        None, Word(Version, 1), Sixteen(Cookie, connection), Sixteen(Cookie, channel), Word(ChannelLifetime, Lifetime),
        Word(ClientKeepalive, Keepalive), Sixteen(AssociationGroupId, NewCookie()));

    /// <summary>IN_R1/A1 and IN_R2/A1 are one PDU: the proxy that gets it decides which of the sequences it begins.</summary>
    public static byte[] InA1(byte[] connection, byte[] predecessor, byte[] successor) =>
        Pdu(RecycleChannel, Word(Version, 1), Sixteen(Cookie, connection), Sixteen(Cookie, predecessor), Sixteen(Cookie, successor));

    /// <summary>OUT_R1/A3 and OUT_R2/A3 are one PDU, too.</summary>
    public static byte[] OutA3(byte[] connection, byte[] predecessor, byte[] successor) => Pdu(
        RecycleChannel, Word(Version, 1), Sixteen(Cookie, connection), Sixteen(Cookie, predecessor), Sixteen(Cookie, successor),
        Word(ReceiveWindowSize, Window));

    public static bool IsRts(byte[] pdu) => pdu[2] == PacketType;

    /// <summary>Whether the PDU goes by way of another role, as only those of recycling do that come on an OUT channel nothing is called over.</summary>
    public static bool HasDestination(byte[] pdu) =>
        IsRts(pdu) && pdu.Length >= HeaderLength + 4 && BinaryPrimitives.ReadUInt32LittleEndian(pdu.AsSpan(HeaderLength)) == Destination;

    /* [C706] 12.6.1 and 2.2.4.1:  +0 vers 5  +1 minor 0  +2 PTYPE  +3 flags: first and last  +4 drep: little-endian  +8 frag_length  +10 auth_length
       +12 call_id  +16 Flags  +18 NumberOfCommands  +20 commands */
    private static byte[] Pdu(ushort flags, params byte[][] commands)
    {
        byte[] pdu = [5, 0, PacketType, 3, 0x10, 0, 0, 0, .. new byte[HeaderLength - 8], .. commands.SelectMany(command => command)];
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), (ushort)pdu.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(16), flags);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(18), (ushort)commands.Length);
        return pdu;
    }

    private static byte[] Word(uint type, uint value)
    {
        byte[] command = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(command, type);
        BinaryPrimitives.WriteUInt32LittleEndian(command.AsSpan(4), value);
        return command;
    }

    private static byte[] Sixteen(uint type, byte[] value)
    {
        byte[] command = [0, 0, 0, 0, .. value];
        BinaryPrimitives.WriteUInt32LittleEndian(command, type);
        return command;
    }
}
