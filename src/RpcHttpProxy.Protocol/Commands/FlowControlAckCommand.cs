using System.Buffers.Binary;

namespace RpcHttpProxy.Protocol;

// [rpch 2.2.3.5.2/2] an acknowledgment
/// <summary>An acknowledgment of received traffic (2.2.3.5.2).</summary>
public sealed record FlowControlAckCommand(FlowControlAcknowledgment Ack) : RtsCommand
{
    /* +0 Bytes Received(4)  +4 Available Window(4)  +8 ChannelCookie(16) */
    internal const int EncodedBodyLength = ChannelCookieOffset + RtsCookie.Length;
    private const int AvailableWindowOffset = 4;
    private const int ChannelCookieOffset = 8;

    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.FlowControlAck;

    /// <inheritdoc/>
    public override int BodyLength => EncodedBodyLength;

    private protected override string ValueText => $"{Ack.BytesReceived}/{Ack.AvailableWindow}/{Ack.ChannelCookie}";

    internal static FlowControlAckCommand ReadBody(ReadOnlySpan<byte> body) => new(new FlowControlAcknowledgment(
        BinaryPrimitives.ReadUInt32LittleEndian(body),
        BinaryPrimitives.ReadUInt32LittleEndian(body[AvailableWindowOffset..]),
        RtsCookie.Read(body[ChannelCookieOffset..])));

    internal override void WriteBody(Span<byte> body)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(body, Ack.BytesReceived);
        BinaryPrimitives.WriteUInt32LittleEndian(body[AvailableWindowOffset..], Ack.AvailableWindow);
        Ack.ChannelCookie.Write(body[ChannelCookieOffset..]);
    }
}
