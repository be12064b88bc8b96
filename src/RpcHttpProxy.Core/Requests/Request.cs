using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Requests;

/// <summary>
/// What a virtual connection asks of its owner, who carries it out in order once the call that brought it about has returned. Bytes are
/// none of it: they lie in the outboxes of the channels.
/// </summary>
public abstract partial record Request
{
    private Request()
    {
    }

    /// <summary>Establish a channel: a TCP connection, an HTTP request, or the service behind a server. Answered by an input.</summary>
    public sealed record Open(Channel Channel) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => $"open {Channel.Leg}";
    }

    /// <summary>Send the OUT channel response header, <c>200 Success</c> (2.1.2.1.4), before what lies in the outbox.</summary>
    public sealed record Respond(Channel Channel) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => "send OUT channel response";
    }

    /// <summary>Answer an echo request (2.1.2.1.6).</summary>
    public sealed record AnswerEcho(Channel Channel) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => "send echo response";
    }

    /// <summary>End a channel. <paramref name="Answer"/> is why, for <see cref="CloseHow.Fail"/>; null with the others.</summary>
    public sealed record Close(Channel Channel, CloseHow How, CloseReason? Answer = null) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => How switch
        {
            CloseHow.Finish => $"finish {Channel.Leg}",
            CloseHow.Fail => $"answer {Channel.Leg} with 503 {RpcErrorText.Format(Answer!.Value.ToRpcError())}",
            _ => $"abort {Channel.Leg}",
        };
    }

    /// <summary>A channel has been ended by its peer, or what came on it can't be read: bound the time its last bytes may take.</summary>
    public sealed record Linger(Channel Channel, CloseReason Reason, string Detail) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => $"linger on {Channel.Leg}";
    }

    // [rpch 3.2.3.2.1/1] set when the leg to the server is there: TCP's own keep-alive
    /// <summary>
    /// Set the keep-alive interval of a leg to the server: TCP's, so that its expiry shows as a connection error (3.2.3.2.1).
    /// </summary>
    public sealed record SetKeepAlive(Channel Channel, uint Milliseconds) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => $"set keep-alive of {Channel.Leg} to {Milliseconds} ms";
    }

    /// <summary>Start a timer, or restart it.</summary>
    public sealed record SetTimer(TimerKind Timer, TimeSpan Due) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => $"set {Timer} timer to {Due.TotalSeconds:0.###} s";
    }

    /// <summary>Stop a timer; no error when it isn't running.</summary>
    public sealed record CancelTimer(TimerKind Timer) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => $"cancel {Timer} timer";
    }

    /// <summary>Remove the row of the cookie table before the end: the virtual connection lives on at another node.</summary>
    public sealed record RemoveRow : Request
    {
        /// <inheritdoc/>
        public override string ToString() => "remove row";
    }

    /// <summary>Tell the higher layer, in a proxy the operator, that the connection is open.</summary>
    public sealed record Opened : Request
    {
        /// <inheritdoc/>
        public override string ToString() => "report opened";
    }

    /// <summary>Count a recycling that is complete as far as this role is concerned.</summary>
    public sealed record Recycled(RecyclingSequence Sequence) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => $"count {Sequence}";
    }

    /// <summary>The virtual connection is over: remove its row, stop its timers, report the reason.</summary>
    public sealed record Ended(CloseReason Reason, string Detail) : Request
    {
        /// <inheritdoc/>
        public override string ToString() => $"end: {Reason}";
    }
}
