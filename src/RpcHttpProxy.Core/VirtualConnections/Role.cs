using System.Buffers;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <summary>What a role does before there is a virtual connection: it reads a channel's first RTS PDU.</summary>
public abstract class Role
{
    /// <summary>Which role.</summary>
    public abstract RoleName Name { get; }

    /// <summary>
    /// Reads an incoming channel's first PDU, whose cookie finds or makes the connection that the channel is to <see cref="VirtualConnection.Join"/>.
    /// In the server it also tells the channel's <see cref="Channel.Leg"/>.
    /// </summary>
    /// <param name="channel">The channel.</param>
    /// <param name="bytes">What came; on return, what is left of it.</param>
    /// <param name="maxPduLength">The longest PDU taken, in bytes.</param>
    /// <param name="isEnd">Nothing comes behind it.</param>
    public FirstPdu ReadFirst(Channel channel, ref ReadOnlySequence<byte> bytes, int maxPduLength, bool isEnd)
    {
        switch (PduFramer.TryRead(ref bytes, maxPduLength, isEnd, out ReadOnlySequence<byte> pdu))
        {
            case FrameResult.NeedMoreData:
                return default;
            case FrameResult.Truncated:
                return FirstPdu.Refused(CloseReason.TruncatedPdu, "it ended in the middle of its first PDU");
            case FrameResult.Invalid:
                return FirstPdu.Refused(CloseReason.MalformedPdu, "its first bytes are no PDU");
        }

        if (!PduBytes.IsRts(pdu))
        {
            return FirstPdu.Refused(CloseReason.FirstPduUnexpected, "its first PDU is no RTS PDU");
        }

        RtsFault fault = PduBytes.ReadRts(pdu, out RtsPdu? first);
        if (first is null)
        {
            return FirstPdu.Refused(CloseReason.MalformedRtsPdu, $"its first PDU breaks a rule ({fault})");
        }

        Admission admission = Admit(channel.Leg, first);
        if (admission.Kind == AdmissionKind.Refused)
        {
            return FirstPdu.Refused(CloseReason.FirstPduUnexpected, $"no channel of the {Name} begins with {first.Name}");
        }

        channel.Leg = admission.Leg;
        return new FirstPdu(first, admission, null, "");
    }

    /// <summary>What the first RTS PDU of a channel that came in on <paramref name="leg"/> asks for.</summary>
    public abstract Admission Admit(ChannelLeg leg, RtsPdu first);

    /// <summary>A connection in its first state, without channels.</summary>
    public abstract VirtualConnection Create(RtsCookie cookie);
}
