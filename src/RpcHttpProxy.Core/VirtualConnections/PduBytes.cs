using System.Buffers;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <summary>Looks into a PDU that may lie in several segments. RTS PDUs are few and short: they may be copied.</summary>
internal static class PduBytes
{
    // PTYPE is the third byte of the common header ([C706] 12.6.1).
    private const int HeadNeeded = 3;

    public static bool IsRts(in ReadOnlySequence<byte> pdu) => PacketType(pdu) == PduHeader.RtsPacketType;

    public static byte PacketType(in ReadOnlySequence<byte> pdu)
    {
        if (pdu.FirstSpan.Length >= HeadNeeded)
        {
            return PduHeader.PacketType(pdu.FirstSpan);
        }

        Span<byte> head = stackalloc byte[HeadNeeded];
        pdu.Slice(0, HeadNeeded).CopyTo(head);
        return PduHeader.PacketType(head);
    }

    public static RtsFault ReadRts(in ReadOnlySequence<byte> bytes, out RtsPdu? pdu) =>
        RtsPduReader.Read(bytes.IsSingleSegment ? bytes.FirstSpan : bytes.ToArray(), out pdu);
}
