using System.Buffers;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// A channel has no session until its first RTS PDU: that PDU's cookie finds or makes it, in one step. A newcomer that doesn't fit is
/// ended itself; no living connection notices.
/// </summary>
internal static class ChannelAdmission
{
    /// <summary>Reads the first PDU. Null: the channel is in its session, or the PDU isn't whole yet; else why it isn't taken.</summary>
    public static ChannelEnd? Take(RoleHost host, LiveChannel live, ref ReadOnlySequence<byte> buffer, bool isEnd)
    {
        switch (PduFramer.TryRead(ref buffer, host.Options.MaxPduLength, isEnd, out ReadOnlySequence<byte> pdu))
        {
            case FrameResult.NeedMoreData:
                return null;
            case FrameResult.Truncated:
                return new ChannelEnd(CloseReason.TruncatedPdu, "it ended in the middle of its first PDU");
            case FrameResult.Invalid:
                return new ChannelEnd(CloseReason.MalformedPdu, "its first bytes are no PDU");
        }

        if (!PduBytes.IsRts(pdu))
        {
            return new ChannelEnd(CloseReason.FirstPduUnexpected, "its first PDU is no RTS PDU");
        }

        RtsFault fault = PduBytes.ReadRts(pdu, out RtsPdu? first);
        return first is null
            ? new ChannelEnd(CloseReason.MalformedRtsPdu, $"its first PDU breaks a rule ({fault})")
            : Admit(host, live, first);
    }

    private static ChannelEnd? Admit(RoleHost host, LiveChannel live, RtsPdu first)
    {
        Admission admission = host.Role.Admit(live.Channel.Leg, first);
        if (admission.Kind == AdmissionKind.Refused)
        {
            return new ChannelEnd(CloseReason.FirstPduUnexpected, $"no channel of the {host.Name} begins with {first.Name}");
        }

        // Either the PDU has come in time or it hasn't: a timer that has elapsed would stop the channel within its session.
        if (!live.StopTimer(host.Timers))
        {
            return new ChannelEnd(CloseReason.FirstPduTimeout, "its first PDU came too late");
        }

        live.Channel.Leg = admission.Leg;
        return host.Admit(live, first, admission) is { } reason
            ? new ChannelEnd(reason, $"{first.Name} names the virtual connection {admission.Cookie}, which doesn't take it")
            : null;
    }
}
