using System.Buffers.Binary;

namespace RpcHttpProxy.Protocol;

/// <summary>The common header of every connection-oriented RPC PDU ([C706] 12.6.1).</summary>
public static class PduHeader
{
    /* +0 rpc_vers  +1 rpc_vers_minor  +2 PTYPE  +3 pfc_flags  +4 packed_drep(4)  +8 frag_length(2)  +10 auth_length(2)  +12 call_id(4) */

    /// <summary>The length of the common header in bytes.</summary>
    public const int Length = 16;

    /// <summary>rpc_vers of the connection-oriented protocol.</summary>
    public const byte RpcVersion = 5;

    /// <summary>rpc_vers_minor that [MS-RPCE] 1.7 prescribes.</summary>
    public const byte RpcVersionMinor = 0;

    /// <summary>The PTYPE that tells an RTS PDU from every other RPC PDU (2.2.3.6.1).</summary>
    public const byte RtsPacketType = 20;

    internal const int VersionOffset = 0;
    internal const int VersionMinorOffset = 1;
    internal const int PacketTypeOffset = 2;
    internal const int PfcFlagsOffset = 3;
    internal const int DataRepresentationOffset = 4;
    internal const int FragLengthOffset = 8;
    internal const int AuthLengthOffset = 10;
    internal const int CallIdOffset = 12;

    /* packed_drep, first octet, high nibble ([C706] 14.1): the byte order of every integer in the PDU. */
    private const int IntegerRepresentationShift = 4;
    private const int BigEndianIntegers = 0;
    private const int LittleEndianIntegers = 1;

    /// <summary>PTYPE; the header may still be incomplete behind it. Needs 3 bytes.</summary>
    public static byte PacketType(ReadOnlySpan<byte> header) => header[PacketTypeOffset];

    /// <summary>Whether packed_drep names little-endian integers. Needs 5 bytes.</summary>
    public static bool IsLittleEndian(ReadOnlySpan<byte> header) => IntegerRepresentation(header) == LittleEndianIntegers;

    /// <summary>frag_length, the bytes of the whole PDU, in the byte order that packed_drep names. Needs 10 bytes.</summary>
    public static int FragLength(ReadOnlySpan<byte> header)
    {
        ReadOnlySpan<byte> field = header[FragLengthOffset..];
        return IsLittleEndian(header) ? BinaryPrimitives.ReadUInt16LittleEndian(field) : BinaryPrimitives.ReadUInt16BigEndian(field);
    }

    internal static bool HasKnownByteOrder(ReadOnlySpan<byte> header) =>
        IntegerRepresentation(header) is BigEndianIntegers or LittleEndianIntegers;

    private static int IntegerRepresentation(ReadOnlySpan<byte> header) =>
        header[DataRepresentationOffset] >> IntegerRepresentationShift;
}
