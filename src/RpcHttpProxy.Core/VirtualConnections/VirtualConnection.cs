using System.Buffers;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <summary>
/// One virtual connection as one role knows it (3.2.1.1.3): its cookie, its channels, its state. It is a calculation: inputs go in,
/// effects come out, bytes move between the channels' queues. One owner at a time; whoever owns it holds the gate.
/// </summary>
public abstract partial class VirtualConnection
{
    private readonly List<Channel> _channels = new(2);
    private readonly List<Channel> _retired = [];
    private readonly EarlyRpcPdus _early;
    private readonly FlowControl _flow;

    /// <summary>A connection in its first state, without channels.</summary>
    protected VirtualConnection(RoleName role, RtsCookie cookie)
    {
        Role = role;
        Cookie = cookie;
        _early = new EarlyRpcPdus(this);
        _flow = new FlowControl(this);
    }

    /// <summary>The role this side plays.</summary>
    public RoleName Role { get; }

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

    /// <summary>The state's name, for logs and counters; roles with several machines join them with a slash.</summary>
    public abstract string StateName { get; }

    /// <summary>True in the state opened, in which RPC PDUs flow.</summary>
    public abstract bool IsOpened { get; }

    /// <summary>True once the connection is over. Nothing changes it any more.</summary>
    public abstract bool IsFinished { get; }

    /// <summary>
    /// Whether a channel whose first PDU is <paramref name="first"/> may become part of this connection; if not, why. Asked before
    /// <see cref="Attach"/>; refusing changes nothing here (a newcomer that doesn't fit is ended itself).
    /// </summary>
    public abstract CloseReason? Refuses(Channel newcomer, RtsPdu first);

    /// <summary>Takes a channel in as a component.</summary>
    public virtual void Attach(Channel channel) => _channels.Add(channel);

    /// <summary>Processes everything but RPC PDUs.</summary>
    public void Handle(Input input, EffectBuffer effects)
    {
        if (IsFinished)
        {
            return;
        }

        switch (input)
        {
            case Input.ChannelClosed closed when !_channels.Contains(closed.Channel):
                closed.Channel.IsClosed = true; // No component of the connection, or no longer one.
                _retired.Remove(closed.Channel);
                break;
            case Input.ChannelClosed closed:
                closed.Channel.IsClosed = true;
                OnChannelClosed(closed, effects);
                break;
            case Input.CloseRequested requested:
                Blame(requested.Reason, requested.Detail);
                Close(Ending.CONN_CLOSE, effects);
                break;
            case Input.RtsReceived received:
                if (!IsPassedBy(received.Channel, received.Pdu, effects))
                {
                    OnPdu(received.Channel, received.Pdu, effects);
                }

                break;
            case Input.ConnectFailed failed:
                failed.Channel.IsClosed = true;
                Blame(failed.Reason, failed.Detail);
                Close(Ending.CONN_ERROR, effects);
                break;
            case Input.TimerElapsed { Timer: TimerKind.Ping or TimerKind.PingTrafficWindow } elapsed:
                OnPingTimer(elapsed.Timer, effects);
                break;
            case Input.TimerElapsed { Timer: TimerKind.AcknowledgmentGrace }:
                _flow.GraceElapsed(effects);
                break;
            case Input.TimerElapsed { Timer: var timer } when !IsWaiting(timer):
                break; // It elapsed while what it watched came to its end; the cancelling came too late to stop it.
            case Input.TimerElapsed { Timer: var timer }:
                Blame(CloseReason.SetupTimeout, $"the {Role} was still in state {StateName} when its {timer} timer elapsed");
                Close(Ending.CONN_ERROR, effects);
                break;
            default:
                OnInput(input, effects);
                break;
        }

        WatchBounds(effects);
    }

    /// <summary>
    /// Moves an RPC PDU on: into the queue or outbox of the next hop, or ends the connection when no RPC PDU may come here now. Fires no
    /// machine and allocates nothing when the PDU is in order. Returns the channel the PDU went to, null when it was refused.
    /// </summary>
    public Channel? ReceiveRpc(Channel from, in ReadOnlySequence<byte> pdu, EffectBuffer effects)
    {
        if (IsFinished)
        {
            return null;
        }

        from.Receiving.Received((int)pdu.Length);
        if (IsEarly(from))
        {
            _early.Hold(from, pdu, effects);
            return null;
        }

        Channel? next = NextHop(from);
        if (next is null)
        {
            Blame(CloseReason.UnexpectedRpcPdu, $"an RPC PDU came on {from.Leg} in state {StateName}");
            Close(Ending.PROTOCOL_ERROR, effects);
            return null;
        }

        next.Ledger.Owe(from, (int)pdu.Length);
        next.Sending.SendRpc(pdu);
        if (next.Sending.Queue.Count > 0)
        {
            WatchBounds(effects);
        }

        return next;
    }

    /// <summary>
    /// RPC PDUs of so many bytes were written to a channel: they are consumed on the channel they came from (3.2.1.4.1.1), which may make an
    /// acknowledgment due.
    /// </summary>
    public void Written(Channel channel, int rpcBytes, EffectBuffer effects)
    {
        _flow.Written(channel, rpcBytes, effects);
        WatchBounds(effects); // Acknowledgments take from a lifetime, too.
    }

    /// <summary>
    /// True while nothing that comes on a channel may be looked at: a client's successor OUT channel, whose PDUs follow those of the
    /// predecessor but come by a TCP connection of their own, and may overtake them.
    /// </summary>
    public virtual bool IsParked(Channel channel) => false;

    /// <summary>Where an RPC PDU that came on <paramref name="from"/> goes now; null when none may come there now.</summary>
    public abstract Channel? NextHop(Channel from);

    /// <summary>Gives a PDU that came on a channel its name, where bytes alone don't tell it (e.g. CONN/C1 or CONN/C2).</summary>
    public virtual RtsPdu Name(Channel channel, RtsPdu pdu) => pdu;

    /// <summary>Notes why the connection ends; only the first call counts.</summary>
    internal void Blame(CloseReason reason, string detail)
    {
        if (Reason is null)
        {
            Reason = reason;
            Detail = detail;
        }
    }

    /// <summary>The effects of reaching the state finished: every channel ends, the reason is reported.</summary>
    internal void Finish(EffectBuffer effects)
    {
        CloseReason reason = Reason ?? CloseReason.ConnectionError;
        foreach (Channel channel in _channels.Concat(_retired).Where(channel => !channel.IsClosed))
        {
            channel.IsClosed = true;
            effects.Add(Farewell(channel, reason));
        }

        _early.Clear();
        effects.Add(new Effect.Ended(reason, Detail));
    }

    /// <summary>True while a timer's deadline matters: what it watches isn't finished.</summary>
    protected abstract bool IsWaiting(TimerKind timer);

    /// <summary>A timer of the pings has elapsed; roles that send or count none have none.</summary>
    protected virtual void OnPingTimer(TimerKind timer, EffectBuffer effects)
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

    /// <summary>Fires the trigger that an RTS PDU is in this role.</summary>
    protected abstract void OnPdu(Channel from, RtsPdu pdu, EffectBuffer effects);

    /// <summary>Processes the inputs that only this role knows.</summary>
    protected abstract void OnInput(Input input, EffectBuffer effects);

    /// <summary>
    /// True when a PDU outside the protocol sequences, without a Destination or with this role as its destination, is valid on this
    /// channel in this state; it is consumed.
    /// </summary>
    protected abstract bool Consumes(Channel from, RtsPdu pdu, EffectBuffer effects);

    /// <summary>The channel on which a PDU that came on <paramref name="from"/> is passed on to a role; null when it may not be, now.</summary>
    protected abstract Channel? HopTo(RoleName role, Channel from, RtsPdu pdu);

    /// <summary>Fires CONN_CLOSE, CONN_ERROR or PROTOCOL_ERROR in the machine that is current.</summary>
    protected abstract void Close(Ending ending, EffectBuffer effects);

    /// <summary>
    /// The way of an acknowledgment for a channel whose RPC PDUs this role receives: the next hop, and the destination when it isn't
    /// direct (3.2.1.5.2). Null when the channel's peer is acknowledged nothing.
    /// </summary>
    protected abstract (Channel Hop, ForwardDestination? Destination)? AcknowledgmentRoute(Channel origin);

    /// <summary>How a channel is told that the connection is over.</summary>
    protected virtual Effect Farewell(Channel channel, CloseReason reason) =>
        reason.IsOrderly() ? new Effect.Finish(channel) : new Effect.Abort(channel);

    /// <summary>A channel is over, and with it, outside recycling, the connection.</summary>
    protected virtual void OnChannelClosed(Input.ChannelClosed closed, EffectBuffer effects)
    {
        Blame(closed.Reason, closed.Detail);
        Close(EndingOf(closed.Reason), effects);
    }

    /// <summary>Which of the figures' three ways out a reason takes.</summary>
    protected static Ending EndingOf(CloseReason reason) => reason switch
    {
        CloseReason.ConnectionError or CloseReason.RequestRefused => Ending.CONN_ERROR,
        _ when reason.IsProcessingError() => Ending.CONN_ERROR,
        _ when reason.IsOrderly() => Ending.CONN_CLOSE,
        _ => Ending.PROTOCOL_ERROR,
    };
}
