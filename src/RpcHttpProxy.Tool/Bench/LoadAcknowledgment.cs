using System.Buffers.Binary;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>
/// The acknowledgment that a load's connection sends again and again, rendered once, and the reading of its peer's without an object for
/// each: the load beside a plain peer has none of them to pay for.
/// </summary>
internal sealed class LoadAcknowledgment(RtsCookie channelCookie)
{
    /* FlowControlAckWithDestination and FlowControlAck both end with the command FlowControlAck (2.2.3.5.2):
       +0 CommandType(4)  +4 BytesReceived(4)  +8 AvailableWindow(4)  +12 ChannelCookie(16) */
    private const int CommandLength = 28;
    private const int BytesReceivedOffset = 4;
    private const int AvailableWindowOffset = 8;
    private const int ChannelCookieOffset = 12;

    private readonly byte[] _pdu = RtsPdus.FlowControlAckWithDestination(
        ForwardDestination.FDOutProxy, new FlowControlAcknowledgment(0, 0, channelCookie)).ToArray();

    /// <summary>The PDU that says so; good until the next one is asked for.</summary>
    public ReadOnlyMemory<byte> Render(FlowControlAcknowledgment acknowledgment)
    {
        Span<byte> command = _pdu.AsSpan(^CommandLength..);
        BinaryPrimitives.WriteUInt32LittleEndian(command[BytesReceivedOffset..], acknowledgment.BytesReceived);
        BinaryPrimitives.WriteUInt32LittleEndian(command[AvailableWindowOffset..], acknowledgment.AvailableWindow);
        return _pdu;
    }

    /// <summary>Reads an RTS PDU; false when it is no acknowledgment.</summary>
    public static bool TryRead(ReadOnlySpan<byte> pdu, out FlowControlAcknowledgment acknowledgment)
    {
        acknowledgment = default;
        if (pdu.Length < RtsPdu.HeaderLength + CommandLength)
        {
            return false; // a Ping
        }

        ReadOnlySpan<byte> command = pdu[^CommandLength..];
        if (BinaryPrimitives.ReadUInt32LittleEndian(command) != (uint)RtsCommandType.FlowControlAck)
        {
            return false;
        }

        acknowledgment = new FlowControlAcknowledgment(
            BinaryPrimitives.ReadUInt32LittleEndian(command[BytesReceivedOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(command[AvailableWindowOffset..]),
            RtsCookie.Read(command[ChannelCookieOffset..]));
        return true;
    }
}
