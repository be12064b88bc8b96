using System.Buffers;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.VirtualConnections;
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
        FirstPdu first = host.Role.ReadFirst(live.Channel, ref buffer, host.Options.MaxPduLength, isEnd);
        if (first.Refusal is { } refusal)
        {
            return new ChannelEnd(refusal, first.Detail);
        }

        if (first.Pdu is null)
        {
            return null;
        }

        // Either the PDU has come in time or it hasn't: a timer that has elapsed would stop the channel within its session.
        if (!live.StopTimer(host.Timers))
        {
            return new ChannelEnd(CloseReason.FirstPduTimeout, "its first PDU came too late");
        }

        return host.Admit(live, first.Pdu, first.Admission) is { } reason
            ? new ChannelEnd(reason, $"{first.Pdu.Name} names the virtual connection {first.Admission.Cookie}, which doesn't take it")
            : null;
    }
}
