using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <summary>
/// One virtual connection as one role knows it (3.2.1.1.3): its cookie, its channels, its state. It is a calculation: bytes and other
/// inputs go in, bytes come to lie in the channels' outboxes, and requests come out. One owner at a time.
/// </summary>
public abstract partial class VirtualConnection
{
    private readonly List<Channel> _channels = new(2);
    private readonly List<Channel> _retired = [];
    private readonly ReorderBuffer _early;
    private readonly FlowControl _flow;

    /// <summary>A connection in its first state, without channels.</summary>
    protected VirtualConnection(RoleName role, RtsCookie cookie)
    {
        Role = role;
        Cookie = cookie;
        _early = new ReorderBuffer(this);
        _flow = new FlowControl(this);
    }

    /// <summary>The role this side plays.</summary>
    public RoleName Role { get; }

    // [rpch 3.2.1.1.3/1] the connection's cookie
    /// <summary>The virtual connection cookie.</summary>
    public RtsCookie Cookie { get; }

    /// <summary>Every channel that is a component of the connection, closed ones included.</summary>
    public IReadOnlyList<Channel> Channels => _channels;

    /// <summary>Channels that were replaced and are left to their peers to end.</summary>
    public IReadOnlyList<Channel> Retired => _retired;

    /// <summary>Why the connection ended; null while it lives. The first reason stays.</summary>
    public CloseReason? Reason { get; private set; }

    /// <summary>The reason in a sentence: what came, in which state, what would have been accepted.</summary>
    public string Detail { get; private set; } = "";

    // [rpch 3.2.1.1.3/2] its state
    /// <summary>The state's name, for logs and counters; roles with several machines join them with a slash.</summary>
    public abstract string StateName { get; }

    /// <summary>True in the state opened, in which RPC PDUs flow.</summary>
    public abstract bool IsOpened { get; }

    /// <summary>True once the connection is over. Nothing changes it any more.</summary>
    public abstract bool IsFinished { get; }

    /// <summary>The longest PDU taken, in bytes; a frag_length can't be larger than 65 535. Set by the owner before the first input.</summary>
    public int MaxPduLength { get; set; } = ushort.MaxValue;

    /// <summary>
    /// Whether a channel whose first PDU is <paramref name="first"/> may become part of this connection; if not, why. Asked before
    /// <see cref="Join"/>; refusing changes nothing here (only the incoming channel is ended).
    /// </summary>
    public abstract CloseReason? Refuses(Channel incoming, RtsPdu first);

    /// <summary>Takes an incoming channel in as a component, and processes its first PDU.</summary>
    public void Join(Channel channel, RtsPdu first)
    {
        Attach(channel);
        Handle(new Input.RtsReceived(channel, first));
    }

    /// <summary>Processes everything but bytes.</summary>
    public void Handle(Input input)
    {
        if (IsFinished)
        {
            return;
        }

        if (input is Input.ChannelClosed { Channel.IsClosed: false } over)
        {
            _requests.Add(new Request.Linger(over.Channel, over.Reason, over.Detail));
        }

        switch (input)
        {
            case Input.ChannelClosed closed when !_channels.Contains(closed.Channel):
                closed.Channel.IsClosed = true; // No component of the connection, or no longer one.
                _retired.Remove(closed.Channel);
                break;
            case Input.ChannelClosed closed:
                closed.Channel.IsClosed = true;
                OnChannelClosed(closed);
                break;
            case Input.CloseRequested requested:            // [rpch 3.2.2.4.3/1] all channels are closed, and finished is reached
                TrySetCloseReason(requested.Reason, requested.Detail);
                Close(CloseTrigger.CONN_CLOSE);
                break;
            case Input.RtsReceived received:
                CountRecycling(OnPdu(received.Channel, received.Pdu));
                break;
            case Input.ConnectFailed failed:
                failed.Channel.IsClosed = true;
                TrySetCloseReason(failed.Reason, failed.Detail);
                Close(CloseTrigger.CONN_ERROR);
                break;
            case Input.TimerElapsed { Timer: TimerKind.Ping or TimerKind.PingTrafficWindow } elapsed:
                OnPingTimer(elapsed.Timer);
                break;
            case Input.TimerElapsed { Timer: TimerKind.AcknowledgmentGrace }:
                _flow.GraceElapsed();
                break;
            case Input.TimerElapsed { Timer: var timer } when !IsWaiting(timer):
                break; // It elapsed while what it watched came to its end; the cancelling came too late to stop it.
            case Input.TimerElapsed { Timer: var timer }:
                TrySetCloseReason(CloseReason.SetupTimeout, $"the {Role} was still in state {StateName} when its {timer} timer elapsed");
                Close(CloseTrigger.CONN_ERROR);
                break;
            case Input.EchoRequest echo:
                Attach(echo.Channel);
                OnInput(echo);
                break;
            default:
                OnInput(input);
                break;
        }

        WatchBounds();
    }

    /// <summary>
    /// True while nothing that comes on a channel may be looked at: a client's successor OUT channel, whose PDUs follow those of the
    /// predecessor but come by a TCP connection of their own, and may overtake them.
    /// </summary>
    public virtual bool IsParked(Channel channel) => false;

    // [rpch 3.2.1.1.3/4] RPC PDUs go by the default channel
    /// <summary>Where an RPC PDU that came on <paramref name="from"/> goes now; null when none may come there now.</summary>
    public abstract Channel? NextHop(Channel from);

    /// <summary>Notes why the connection ends; only the first call counts.</summary>
    internal void TrySetCloseReason(CloseReason reason, string detail)
    {
        if (Reason is null)
        {
            Reason = reason;
            Detail = detail;
        }
    }

    // [rpch 3.2.2.5.11/3-4, 3.2.3.5.10/3-4, 3.2.3.5.10/6, 3.2.4.5.14/3-4, 3.2.4.5.14/6] a close by a channel's peer ends all channels, and frees what belongs to them
    // [rpch 3.2.5.5.13/3-4] a close by a channel's peer ends all channels, and frees what belongs to them
    // [rpch 3.2.2.5.11/14, 3.2.3.5.10/7, 3.2.4.5.14/7, 3.2.5.5.13/6] a protocol error closes all channels
    // [rpch 3.2.3.5.10/5, 3.2.4.5.14/5] in Finished nothing more happens
    /// <summary>The state finished has been reached: every channel ends, the reason is reported.</summary>
    internal void Finish()
    {
        CloseReason reason = Reason ?? CloseReason.ConnectionError;
        foreach (Channel channel in _channels.Concat(_retired).Where(channel => !channel.IsClosed))
        {
            channel.IsClosed = true;
            _requests.Add(CloseActionFor(channel, reason));
        }

        _early.Clear();
        _requests.Add(new Request.Ended(reason, Detail));
    }

    /// <summary>True while a timer's deadline matters: what it watches isn't finished.</summary>
    protected abstract bool IsWaiting(TimerKind timer);

    /// <summary>A timer of the pings has elapsed; roles that send or count none have none.</summary>
    protected virtual void OnPingTimer(TimerKind timer)
    {
    }

    /// <summary>True when RPC PDUs on this channel come too early: it is a successor that isn't the default yet.</summary>
    protected virtual bool IsEarly(Channel from) => false;

    /// <summary>True when RPC PDUs wait for an acknowledgment and nothing else.</summary>
    protected virtual bool IsHeldBack(Channel sender) => sender.Sending.IsBlocked;

    /// <summary>True when an acknowledgment names a channel that isn't there any more: it is discarded (3.2.1.5.1.2).</summary>
    protected virtual bool IsStray(Channel from, RtsPdu acknowledgment) => false;

    /// <summary>The name under which a PDU is passed on: OUT_R1/A1 goes on as OUT_R1/A2.</summary>
    protected virtual RtsPdu Renamed(RtsPdu pdu) => pdu;

    /// <summary>How long a peer that has never acknowledged anything may hold RPC PDUs back.</summary>
    protected abstract TimeSpan AcknowledgmentGrace { get; }

    /// <summary>Takes a channel in as a component.</summary>
    protected internal virtual void Attach(Channel channel) => _channels.Add(channel);

    /// <summary>
    /// Finds which trigger an RTS PDU is in this role, gives it the name that it has there, where bytes alone don't tell it (e.g. CONN/C1 or
    /// CONN/C2), and fires it, unless it <see cref="Passes"/>. Returns it under its name.
    /// </summary>
    protected abstract RtsPdu OnPdu(Channel from, RtsPdu pdu);

    /// <summary>Processes the inputs that only this role knows.</summary>
    protected abstract void OnInput(Input input);

    /// <summary>
    /// True when a PDU outside the protocol sequences, without a Destination or with this role as its destination, is valid on this
    /// channel in this state; it is consumed.
    /// </summary>
    protected abstract bool Consumes(Channel from, RtsPdu pdu);

    // [rpch 3.2.1.5.2/6-7] a receiver forwards by its own row
    /// <summary>The channel on which a PDU that came on <paramref name="from"/> is passed on to a role; null when it may not be, now.</summary>
    protected abstract Channel? HopTo(RoleName role, Channel from, RtsPdu pdu);

    // [rpch 3.2.2.4.2/3, 3.2.5.4.1/2] an error of sending ends the connection, with its reason
    /// <summary>Fires CONN_CLOSE, CONN_ERROR or PROTOCOL_ERROR in the machine that is current.</summary>
    protected abstract void Close(CloseTrigger ending);

    // [rpch 3.2.1.5.2/4-5] where it says direct, nothing is forwarded
    /// <summary>
    /// The way of an acknowledgment for a channel whose RPC PDUs this role receives: the next hop, and the destination when it isn't
    /// direct (3.2.1.5.2). Null when the channel's peer is acknowledged nothing.
    /// </summary>
    protected abstract (Channel Hop, ForwardDestination? Destination)? AcknowledgmentRoute(Channel origin);

    /// <summary>How a channel is told that the connection is over.</summary>
    protected virtual Request.Close CloseActionFor(Channel channel, CloseReason reason) =>
        new(channel, reason.IsOrderly() ? CloseHow.Finish : CloseHow.Abort);

    /// <summary>A channel is over, and with it, outside recycling, the connection.</summary>
    protected virtual void OnChannelClosed(Input.ChannelClosed closed)
    {
        TrySetCloseReason(closed.Reason, closed.Detail);
        Close(TriggerOf(closed.Reason));
    }

    // [rpch 3.2.2.5.11/1-2, 3.2.3.5.10/1-2, 3.2.4.5.14/1-2, 3.2.5.5.13/1-2] close and error are one thing, but for the reason
    /// <summary>Which of the figures' three ways out a reason takes.</summary>
    protected static CloseTrigger TriggerOf(CloseReason reason) => reason switch
    {
        _ when reason.IsError() => CloseTrigger.CONN_ERROR,
        _ when reason.IsOrderly() => CloseTrigger.CONN_CLOSE,
        _ => CloseTrigger.PROTOCOL_ERROR,
    };
}
