using System.Buffers.Binary;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Services;

/// <summary>The 16 octets every connection-oriented PDU begins with ([C706] 12.6.3.1).</summary>
/* +0 rpc_vers  +1 rpc_vers_minor  +2 PTYPE  +3 pfc_flags  +4 packed_drep(4)  +8 frag_length(2)  +10 auth_length(2)  +12 call_id(4) */
internal readonly record struct RpcPduHeader(
    byte Version, RpcPduType Type, PfcFlags Flags, bool IsLittleEndian, ushort FragLength, ushort AuthLength, uint CallId)
{
    public const int Length = PduHeader.Length;

    /// <summary>rpc_vers of the connection-oriented protocol; minor versions 0 and 1 read alike.</summary>
    public const byte ProtocolVersion = PduHeader.RpcVersion;

    /// <summary>auth_type, auth_level, auth_pad_length, reserved, auth_context_id(4), before the token ([MS-RPCE] 2.2.2.11).</summary>
    private const int SecTrailerLength = 8;

    private const int PacketTypeOffset = 2;
    private const int FlagsOffset = 3;
    private const int DataRepresentationOffset = 4;
    private const int FragLengthOffset = 8;
    private const int AuthLengthOffset = 10;
    private const int CallIdOffset = 12;

    /// <summary>Integers little-endian, characters ASCII ([C706] 14.1).</summary>
    private const byte LittleEndianAscii = 0x10;

    public bool IsWhole => (Flags & PfcFlags.Whole) == PfcFlags.Whole;

    /// <summary>Where the body ends: frag_length less the security trailer and its token.</summary>
    public int BodyEnd => AuthLength == 0 ? FragLength : FragLength - AuthLength - SecTrailerLength;

    /// <summary>Reads the header of one PDU in the byte order it names; false when the octets are no PDU of exactly this length.</summary>
    public static bool TryRead(ReadOnlySpan<byte> pdu, out RpcPduHeader header)
    {
        header = default;
        if (pdu.Length < Length)
        {
            return false;
        }

        bool little = PduHeader.IsLittleEndian(pdu);    // characters and floats never travel here, so their representation does not matter
        header = new RpcPduHeader(
            pdu[0],
            (RpcPduType)PduHeader.PacketType(pdu),
            (PfcFlags)pdu[FlagsOffset],
            little,
            (ushort)PduHeader.FragLength(pdu),
            ReadUInt16(pdu[AuthLengthOffset..], little),
            little
                ? BinaryPrimitives.ReadUInt32LittleEndian(pdu[CallIdOffset..])
                : BinaryPrimitives.ReadUInt32BigEndian(pdu[CallIdOffset..]));
        return header.FragLength == pdu.Length && header.BodyEnd >= Length;
    }

    /// <summary>Writes a little-endian header of a PDU without security trailer.</summary>
    public static void Write(Span<byte> pdu, RpcPduType type, PfcFlags flags, int fragLength, uint callId)
    {
        pdu[..Length].Clear();
        pdu[0] = ProtocolVersion;
        pdu[PacketTypeOffset] = (byte)type;
        pdu[FlagsOffset] = (byte)flags;
        pdu[DataRepresentationOffset] = LittleEndianAscii;
        BinaryPrimitives.WriteUInt16LittleEndian(pdu[FragLengthOffset..], (ushort)fragLength);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu[CallIdOffset..], callId);
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> at, bool little) =>
        little ? BinaryPrimitives.ReadUInt16LittleEndian(at) : BinaryPrimitives.ReadUInt16BigEndian(at);
}
