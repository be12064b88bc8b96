using System.Buffers.Binary;

namespace RpcHttpProxy.Protocol;

// [rpch 2.2.1/1] little-endian numbers
/// <summary>Encodes an RTS PDU (2.2.3.6).</summary>
internal static class RtsPduWriter
{
    /// <summary>Writes into exactly <see cref="RtsPdu.Length"/> bytes.</summary>
    public static void Write(RtsPdu pdu, Span<byte> destination)
    {
        WriteHeader(pdu, destination);

        Span<byte> rest = destination[RtsPdu.HeaderLength..];
        foreach (RtsCommand command in pdu.Commands)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(rest, (uint)command.Type);
            command.WriteBody(rest.Slice(RtsCommand.TypeLength, command.BodyLength));
            rest = rest[command.Length..];
        }
    }

    private static void WriteHeader(RtsPdu pdu, Span<byte> header)
    {
        header[PduHeader.VersionOffset] = PduHeader.RpcVersion;
        header[PduHeader.VersionMinorOffset] = PduHeader.RpcVersionMinor;
        header[PduHeader.PacketTypeOffset] = PduHeader.RtsPacketType;
        header[PduHeader.PfcFlagsOffset] = RtsPduReader.PfcFlags;
        BinaryPrimitives.WriteUInt32LittleEndian(header[PduHeader.DataRepresentationOffset..], RtsPduReader.DataRepresentation);
        BinaryPrimitives.WriteUInt16LittleEndian(header[PduHeader.FragLengthOffset..], (ushort)pdu.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(header[PduHeader.AuthLengthOffset..], 0);
        BinaryPrimitives.WriteUInt32LittleEndian(header[PduHeader.CallIdOffset..], 0);
        BinaryPrimitives.WriteUInt16LittleEndian(header[RtsPduReader.FlagsOffset..], (ushort)pdu.Flags);
        BinaryPrimitives.WriteUInt16LittleEndian(header[RtsPduReader.NumberOfCommandsOffset..], (ushort)pdu.Commands.Length);
    }
}
