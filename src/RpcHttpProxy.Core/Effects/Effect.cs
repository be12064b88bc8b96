using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Effects;

/// <summary>What a machine wants done. Carried out in order, under the gate, after the machine has come to rest.</summary>
public abstract record Effect
{
    private Effect()
    {
    }

    /// <summary>A machine moved; the effects behind this one, up to the next of its kind, are that move's doing.</summary>
    public sealed record Transitioned(string Machine, string From, string Trigger, string To) : Effect;

    /// <summary>Send an RTS PDU on a channel.</summary>
    public sealed record Send(Channel Channel, RtsPdu Pdu) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"send {Pdu.Name} on {Channel.Leg}";
    }

    /// <summary>Send an RTS PDU behind all RPC PDUs that wait on its channel; answered by the input Drained when it has been written.</summary>
    public sealed record SendFence(Channel Channel, RtsPdu Pdu) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"send {Pdu.Name} on {Channel.Leg} behind what waits";
    }

    /// <summary>Remove the row of the cookie table before the end: the virtual connection lives on at another node.</summary>
    public sealed record RemoveRow : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => "remove row";
    }

    /// <summary>Pass an RTS PDU on unchanged (3.2.1.5.2).</summary>
    public sealed record Forward(Channel Channel, RtsPdu Pdu) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"forward {Pdu.Name} on {Channel.Leg}";
    }

    /// <summary>Establish a channel: a TCP connection, an HTTP request, or the service behind a server. Answered by an input.</summary>
    public sealed record OpenChannel(Channel Channel) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"open {Channel.Leg}";
    }

    /// <summary>Send the OUT channel response header, <c>200 Success</c> (2.1.2.1.4).</summary>
    public sealed record SendOutChannelResponse(Channel Channel) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => "send OUT channel response";
    }

    /// <summary>Answer an echo request (2.1.2.1.6).</summary>
    public sealed record SendEchoResponse(Channel Channel) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => "send echo response";
    }

    /// <summary>Answer a channel request with <c>503 RPC Error: hex</c> (2.1.2.1.3), when its response hasn't begun, and end the channel.</summary>
    public sealed record FailRequest(Channel Channel, CloseReason Reason) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"answer {Channel.Leg} with 503 {RpcErrorText.Format(Reason.ToRpcError())}";
    }

    /// <summary>
    /// Set the keep-alive interval of a leg to the server: TCP's, so that its expiry shows as a connection error (3.2.3.2.1).
    /// </summary>
    public sealed record SetKeepAlive(Channel Channel, uint Milliseconds) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"set keep-alive of {Channel.Leg} to {Milliseconds} ms";
    }

    /// <summary>Switch a channel to plugged channel mode.</summary>
    public sealed record Plug(Channel Channel) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"plug {Channel.Leg}";
    }

    /// <summary>Switch a channel to unplugged channel mode.</summary>
    public sealed record Unplug(Channel Channel) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"unplug {Channel.Leg}";
    }

    /// <summary>Send what waited on a channel, as far as it may go now.</summary>
    public sealed record Resume(Channel Channel) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"send what waits on {Channel.Leg}";
    }

    /// <summary>Start a timer, or start it anew.</summary>
    public sealed record SetTimer(TimerKind Timer, TimeSpan Due) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"set {Timer} timer to {Due.TotalSeconds:0.###} s";
    }

    /// <summary>Stop a timer; no error when it isn't running.</summary>
    public sealed record CancelTimer(TimerKind Timer) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"cancel {Timer} timer";
    }

    /// <summary>A peer that never acknowledges no longer holds a channel back; to be said once.</summary>
    public sealed record WindowForgiven(Channel Channel) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"ignore the window on {Channel.Leg}";
    }

    /// <summary>Tell the higher layer, in a proxy the operator, that the connection is open.</summary>
    public sealed record Opened : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => "report opened";
    }

    /// <summary>End a channel with FIN after its last byte.</summary>
    public sealed record Finish(Channel Channel) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"finish {Channel.Leg}";
    }

    /// <summary>End a channel at once, dropping what waits.</summary>
    public sealed record Abort(Channel Channel) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"abort {Channel.Leg}";
    }

    /// <summary>The virtual connection is over: remove its row, stop its timers, report the reason.</summary>
    public sealed record Ended(CloseReason Reason, string Detail) : Effect
    {
        /// <inheritdoc/>
        public override string ToString() => $"end: {Reason}";
    }
}
