using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace RpcHttpProxy.Protocol;

/// <summary>Reads one RTS PDU and checks every rule of 2.2.3.6.1, the range of every field and the table of 2.2.4.</summary>
public static class RtsPduReader
{
    /* behind the common header:  +16 Flags(2)  +18 NumberOfCommands(2)  +20 commands */
    // [rpch 2.2.3.6.1/12] two more fields behind the common header
    internal const int FlagsOffset = PduHeader.Length;
    internal const int NumberOfCommandsOffset = FlagsOffset + sizeof(ushort);

    /* PFC_FIRST_FRAG 0x01 and PFC_LAST_FRAG 0x02 ([C706] 12.6.3.1), and no other. */
    internal const byte PfcFlags = 0x03;

    /* [C706] 14.1: little-endian integers and ASCII (0x10), IEEE floating point (0x00), two reserved octets; as a little-endian number. */
    internal const uint DataRepresentation = 0x0000_0010;

    // [rpch 2.2.3.6/1] one header, then commands
    /// <summary>
    /// Reads the PDU that fills <paramref name="pdu"/>. Answers <see cref="RtsFault.None"/> and the PDU, or the first fault and null.
    /// Never throws; allocates no more than seven commands.
    /// </summary>
    public static RtsFault Read(ReadOnlySpan<byte> pdu, out RtsPdu? result)
    {
        result = null;
        RtsFault fault = CheckHeader(pdu);
        if (fault != RtsFault.None)
        {
            return fault;
        }

        fault = ReadCommands(pdu, out RtsCommand[]? commands);
        if (fault != RtsFault.None)
        {
            return fault;
        }

        var flags = (RtsFlags)BinaryPrimitives.ReadUInt16LittleEndian(pdu[FlagsOffset..]);
        if (!TryFindShape(flags, commands!, out RtsPduShape shape))
        {
            return RtsFault.UnknownShape;
        }

        ImmutableArray<RtsPduKind> kinds = RtsPduCatalog.KindsOf(shape);
        result = new RtsPdu(shape, kinds.Length == 1 ? kinds[0] : null, flags, ImmutableCollectionsMarshal.AsImmutableArray(commands));
        return RtsFault.None;
    }

    private static RtsFault CheckHeader(ReadOnlySpan<byte> pdu)
    {
        if (pdu.Length < RtsPdu.HeaderLength)
        {
            return RtsFault.TooShort;
        }

        if (pdu[PduHeader.VersionOffset] != PduHeader.RpcVersion)
        {
            return RtsFault.Version; // [rpch 2.2.3.6.1/5] version 5.0
        }

        if (pdu[PduHeader.VersionMinorOffset] != PduHeader.RpcVersionMinor)
        {
            return RtsFault.Version;
        }

        if (PduHeader.PacketType(pdu) != PduHeader.RtsPacketType)
        {
            return RtsFault.PacketType; // [rpch 2.2.3.6.1/6] PTYPE 20
        }

        if (pdu[PduHeader.PfcFlagsOffset] != PfcFlags)
        {
            return RtsFault.PfcFlags; // [rpch 2.2.3.6.1/2-4] one fragment: PFC_FIRST_FRAG and PFC_LAST_FRAG, no other flag
        }

        if (ReadUInt32(pdu, PduHeader.DataRepresentationOffset) != DataRepresentation)
        {
            return RtsFault.DataRepresentation; // [rpch 2.2.3.6.1/1, 2.2.3.6.1/7] little-endian, ASCII, IEEE
        }

        if (PduHeader.FragLength(pdu) != pdu.Length)
        {
            return RtsFault.FragLength; // [rpch 2.2.3.6.1/9] the whole PDU
        }

        if (BinaryPrimitives.ReadUInt16LittleEndian(pdu[PduHeader.AuthLengthOffset..]) != 0)
        {
            return RtsFault.AuthLength; // [rpch 2.2.3.6.1/8] no authentication
        }

        if (ReadUInt32(pdu, PduHeader.CallIdOffset) != 0)
        {
            return RtsFault.CallId; // [rpch 2.2.3.6.1/10-11] 0
        }

        return RtsFault.None;
    }

    // [rpch 2.2.3.6.1/16] as many commands as NumberOfCommands says
    private static RtsFault ReadCommands(ReadOnlySpan<byte> pdu, out RtsCommand[]? commands)
    {
        commands = null;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(pdu[NumberOfCommandsOffset..]);
        ReadOnlySpan<byte> rest = pdu[RtsPdu.HeaderLength..];

        // The count is the peer's word; the catalogue knows how many there can be.
        var read = new RtsCommand[Math.Min(count, RtsPduCatalog.MaxCommands)];
        for (int i = 0; i < read.Length; i++)
        {
            if (rest.IsEmpty)
            {
                return RtsFault.NumberOfCommands;
            }

            RtsFault fault = RtsCommandReader.Read(ref rest, out RtsCommand? command);
            if (fault != RtsFault.None)
            {
                return fault;
            }

            read[i] = command!;
        }

        if (count > read.Length)
        {
            return rest.IsEmpty ? RtsFault.NumberOfCommands : RtsFault.UnknownShape;
        }

        if (!rest.IsEmpty)
        {
            return RtsFault.NumberOfCommands;
        }

        commands = read;
        return RtsFault.None;
    }

    private static bool TryFindShape(RtsFlags flags, RtsCommand[] commands, out RtsPduShape shape)
    {
        Span<RtsCommandType> types = stackalloc RtsCommandType[commands.Length];
        for (int i = 0; i < commands.Length; i++)
        {
            types[i] = commands[i].Type;
        }

        return RtsPduCatalog.TryFindShape(flags, types, out shape);
    }

    private static uint ReadUInt32(ReadOnlySpan<byte> pdu, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(pdu[offset..]);
}
