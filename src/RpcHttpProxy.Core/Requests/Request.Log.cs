using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Requests;

/// <content>What is only to be logged and traced; made where <c>VirtualConnection.IsLogged</c> asks for it.</content>
public abstract partial record Request
{
    /// <summary>A machine moved; the requests behind this one, up to the next of its kind, are that move's doing.</summary>
    public sealed record Transitioned(string Machine, string From, string Trigger, string To) : Request;

    /// <summary>An RTS PDU was read from a channel.</summary>
    public sealed record Received(Channel Channel, RtsPdu Pdu) : Request;

    /// <summary>The first RPC PDU was read from a channel. The others aren't told.</summary>
    /// <param name="Channel">The channel.</param>
    /// <param name="PacketType">PTYPE ([C706] 12.6.1).</param>
    /// <param name="Length">The whole PDU, in bytes.</param>
    public sealed record RpcReceived(Channel Channel, byte PacketType, int Length) : Request;

    /// <summary>An RTS PDU was put into a channel's outbox, or behind what waits for it.</summary>
    public sealed record Sent(Channel Channel, RtsPdu Pdu, SentHow How) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => How switch
        {
            SentHow.Forwarded => $"forward {Pdu.Name} on {Channel.Leg}",
            SentHow.BehindQueue => $"send {Pdu.Name} on {Channel.Leg} behind what waits",
            _ => $"send {Pdu.Name} on {Channel.Leg}",
        };
    }

    /// <summary>Something else that was done to a channel, in words.</summary>
    public sealed record Noted(string Text) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => Text;
    }

    /// <summary>A peer that never acknowledges no longer holds a channel back; to be said once. Made in any case.</summary>
    public sealed record FlowControlDisabled(Channel Channel) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => $"ignore the window on {Channel.Leg}";
    }
}
