using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.OutboundProxy;

/// <summary>A virtual connection in the outbound proxy (3.2.4): RPC PDUs go from <see cref="ServerOut"/> to <see cref="ClientOut"/>.</summary>
public sealed partial class OutboundProxyConnection(RtsCookie cookie, ProxyVariables variables)
    : VirtualConnection(RoleName.OutboundProxy, cookie)
{
    // Of the lifetime, what this proxy's own RTS PDUs may take (A2, A6, A10 or B3, pings): far less than the 8 KiB the server leaves.
    private const int RtsReserve = 512;

    private Channel? _clientOut;

    // [rpch 3.2.1.1.3/8] the default OUT channel
    /// <summary>The default OUT channel to the client.</summary>
    public Channel ClientOut => _clientOut ?? throw new InvalidOperationException("No OUT channel has been attached.");

    // [rpch 3.2.1.1.3/9] the nondefault OUT channel
    /// <summary>The nondefault OUT channel while a successor takes over by way of this proxy, before OUT_R2/B1.</summary>
    public Channel? Successor { get; private set; }

    /// <summary>The OUT channel that has been succeeded and still has OUT_R2/B3 to send.</summary>
    public Channel? Predecessor { get; private set; }

    // [rpch 3.2.4.5.1/2] MinConnTimeout is the connection time-out
    /// <summary>ConnectionTimeout in milliseconds: what the client's request asks for, else what is configured (3.2.4.5.1).</summary>
    public uint ConnectionTimeout => ClientOut.MinConnTimeout != 0 ? ClientOut.MinConnTimeout : Variables.ConnectionTimeout;

    /// <summary>The cookie of the channel that this one succeeds (OUT_R1).</summary>
    public RtsCookie PredecessorCookie { get; internal set; }

    /// <summary>The OUT channel from the server.</summary>
    public Channel ServerOut { get; } = new(ChannelLeg.ServerOut);

    /// <summary>What this proxy was configured to announce.</summary>
    public ProxyVariables Variables { get; } = variables;

    /// <inheritdoc/>
    public override string StateName => State.ToString();

    /// <inheritdoc/>
    public override bool IsOpened => State is OutboundProxyState.Opened or OutboundProxyState.B1OrC1W or OutboundProxyState.B1W
        or OutboundProxyState.R2C1W or OutboundProxyState.R2C1W_Draining or OutboundProxyState.Opened_Draining;

    /// <inheritdoc/>
    public override bool IsFinished => State == OutboundProxyState.Finished;

    internal OutboundProxyState State { get; set; } = OutboundProxyState.Open_Start;

    private static OutboundProxyMachine Machine => OutboundProxyMachine.ForThisThread;

    // [rpch 3.2.4.5.6/1] OUT_R1/A3 begins a channel, and comes nowhere else
    // [rpch 3.2.4.5.6/2, 3.2.4.5.6.1/2] any other, and another predecessor: the incoming channel alone is ended (ours: reading-notes)
    /// <inheritdoc/>
    public override CloseReason? Refuses(Channel incoming, RtsPdu first)
    {
        if (State == OutboundProxyState.Open_Start && _clientOut is null)
        {
            return null;
        }

        if (first.Shape != RtsPduShape.OUT_R_A3 || State != OutboundProxyState.Opened)
        {
            return CloseReason.CookieTaken;
        }

        return first.PredecessorChannelCookie == ClientOut.Cookie ? null : CloseReason.PredecessorMismatch;
    }

    /// <inheritdoc/>
    protected internal override void Attach(Channel channel)
    {
        base.Attach(channel);
        channel.Sending.Limit(Variables.ChannelLifetime, RtsReserve);
        if (_clientOut is not null)
        {
            Successor = channel;
            return;
        }

        _clientOut = channel;
        ServerOut.Receiving.Advertise(Variables.ReceiveWindowSize, Variables.ChannelLifetime);
        base.Attach(ServerOut);
    }

    internal void SwitchToSuccessor()
    {
        Predecessor = _clientOut;
        _clientOut = Successor;
        Successor = null;
    }

    internal void DropPredecessor()
    {
        RemoveAndClose(Predecessor!);
        Predecessor = null;
    }

    // [rpch 3.2.4.5.12/3] the successor is rejected, the predecessor goes on
    internal void DropSuccessor()
    {
        ServerOut.Rename(ClientOut.Cookie);
        CancelTimer(TimerKind.OutRecycling);
        RejectSuccessor(Successor!);
        Successor = null;
    }

    /// <inheritdoc/>
    protected override TimeSpan AcknowledgmentGrace => Variables.AcknowledgmentGrace;

    /// <inheritdoc/>
    protected override RtsPdu OnPdu(Channel from, RtsPdu pdu)
    {
        OutboundProxyTrigger trigger = TriggerOf(from, pdu);
        pdu = pdu.Shape switch
        {
            RtsPduShape.IN_R1_A3_A4 => pdu.Named(RtsPduKind.IN_R1_A3),
            RtsPduShape.Destination => pdu.Named(RtsPduKind.IN_R2_A3),
            RtsPduShape.DestinationANCE => pdu.Named(RtsPduKind.OUT_R2_A5),
            _ => PduNames.Named(pdu, trigger),
        };
        if (!Passes(from, pdu))
        {
            Machine.Fire(this, trigger, from, pdu);
        }

        return pdu;
    }

    /// <inheritdoc/>
    protected override void OnInput(Input input)
    {
        if (input is Input.Drained { Channel: var drained } && drained != (State == OutboundProxyState.Draining ? _clientOut : Predecessor))
        {
            return; // The client closed that channel before its last write was reported, maybe a recycling ago.
        }

        Machine.Fire(
            this,
            input switch
            {
                Input.Connected => OutboundProxyTrigger.ServerConnected,
                Input.EchoRequest => OutboundProxyTrigger.EchoRequest,
                Input.Drained => OutboundProxyTrigger.Drained,
                _ => throw new InvalidOperationException($"{input} is no input of an outbound proxy."),
            });
    }

    /// <inheritdoc/>
    protected override void Close(CloseTrigger ending) => Machine.End(this, ending);

    // [rpch 3.2.4.5.2/1-3] from the server only; one from the client ends the connection
    // [rpch 3.2.4.5.2/4-5] on by the default channel, unchanged
    /// <summary>From the server only (3.2.4.5.2), and only once the connection is open: CONN/C1 comes before the first RPC PDU.</summary>
    public override Channel? NextHop(Channel from) =>
        from == ServerOut && (IsOpened || State == OutboundProxyState.A11W) ? _clientOut : null;

    /// <inheritdoc/>
    protected override Channel? Expiring => _clientOut;

    /// <summary>The server counts what goes to the client; one that sends more than the channel may carry breaks the protocol.</summary>
    protected override void Recycle()
    {
        TrySetCloseReason(CloseReason.LifetimeExceeded, $"the server sent more than the {Variables.ChannelLifetime} bytes that {ClientOut} may carry");
        Close(CloseTrigger.PROTOCOL_ERROR);
    }

    /// <inheritdoc/>
    protected override bool IsWaiting(TimerKind timer) => timer == TimerKind.OutRecycling
        ? State is OutboundProxyState.Draining || (IsOpened && State != OutboundProxyState.Opened)
        : !IsOpened && State != OutboundProxyState.Draining;

    /// <inheritdoc/>
    protected override RtsPdu Renamed(RtsPdu pdu) => pdu.Shape switch
    {
        RtsPduShape.IN_R1_A3_A4 => pdu.Named(RtsPduKind.IN_R1_A4),
        RtsPduShape.Destination => pdu.Named(RtsPduKind.IN_R2_A4),
        RtsPduShape.DestinationANCE => pdu.Named(RtsPduKind.OUT_R2_A6),
        _ => pdu,
    };

    /// <summary>
    /// While the predecessor proxy drains, the server's leg may go; and the client closes once it has OUT_R1/A10 or OUT_R2/B3, which may be
    /// noticed before the write is. What breaks the protocol ends the connection all the same.
    /// </summary>
    protected override void OnChannelClosed(Input.ChannelClosed closed)
    {
        bool hasSentAll = closed.Channel.Sending.Queue.Count == 0 && closed.Reason == CloseReason.ClosedByClient;
        if (closed.Channel == Predecessor && hasSentAll)
        {
            OnInput(new Input.Drained(closed.Channel));
        }
        else if (State != OutboundProxyState.Draining || TriggerOf(closed.Reason) == CloseTrigger.PROTOCOL_ERROR)
        {
            base.OnChannelClosed(closed);
        }
        else if (closed.Channel == _clientOut)
        {
            TrySetCloseReason(hasSentAll ? CloseReason.Recycled : closed.Reason, closed.Detail);
            Close(TriggerOf(closed.Reason));
        }
    }

    /// <summary>Acknowledgments for the OUT channel: the client's come by way of the server, for an OUT channel carries nothing towards the proxy.</summary>
    protected override bool Consumes(Channel from, RtsPdu pdu)
    {
        if (from != ServerOut || pdu.Shape != RtsPduShape.FlowControlAckWithDestination
            || !(IsOpened || State is OutboundProxyState.A11W or OutboundProxyState.Draining))
        {
            return false;
        }

        Acknowledge(Predecessor, pdu);
        Acknowledge(_clientOut, pdu);
        if (State is not (OutboundProxyState.Draining or OutboundProxyState.Finished))
        {
            ShortenPings();
        }

        return true;
    }

    /// <summary>The server sends the OUT channel's RPC PDUs, and is direct.</summary>
    protected override (Channel Hop, ForwardDestination? Destination)? AcknowledgmentRoute(Channel origin) => (ServerOut, null);

    /// <summary>From the server to the client, behind CONN/C2.</summary>
    protected override Channel? HopTo(RoleName role, Channel from, RtsPdu pdu) =>
        role == RoleName.Client && from == ServerOut && (IsOpened || State == OutboundProxyState.A11W) ? _clientOut : null;

    // [rpch 3.2.4.5.3/9] failures are answered as an inbound proxy answers them
    /// <summary>While the client's request has no answer yet it is told why (3.2.4.5.3); after that only a close is possible.</summary>
    protected override Request.Close CloseActionFor(Channel channel, CloseReason reason) =>
        channel.Leg == ChannelLeg.ClientOut && reason.IsAnswered()
            ? new Request.Close(channel, CloseHow.Fail, reason)
            : base.CloseActionFor(channel, reason);

    private OutboundProxyTrigger TriggerOf(Channel channel, RtsPdu pdu) => (channel.Leg, pdu.Shape) switch
    {
        (ChannelLeg.ClientOut, RtsPduShape.CONN_A1) => OutboundProxyTrigger.CONN_A1,
        (ChannelLeg.ClientOut, RtsPduShape.OUT_R_A3) =>
            channel == Successor ? OutboundProxyTrigger.OUT_R2_A3 : OutboundProxyTrigger.OUT_R1_A3,
        (ChannelLeg.ClientOut, RtsPduShape.ANCE) => OutboundProxyTrigger.OUT_R1_A11,
        (ChannelLeg.ClientOut, RtsPduShape.OUT_R2_C1) when channel == (Successor ?? _clientOut) => OutboundProxyTrigger.OUT_R2_C1,
        (ChannelLeg.ServerOut, RtsPduShape.OUT_R_A1_A2) => OutboundProxyTrigger.OUT_R1_A1,
        (ChannelLeg.ServerOut, RtsPduShape.OUT_R1_A5_A6) => OutboundProxyTrigger.OUT_R1_A5,
        (ChannelLeg.ServerOut, RtsPduShape.ANCE) =>
            State is OutboundProxyState.B1OrC1W or OutboundProxyState.B1W ? OutboundProxyTrigger.OUT_R2_B1 : OutboundProxyTrigger.OUT_R1_A9,
        (ChannelLeg.ServerOut, RtsPduShape.NegativeANCE) => OutboundProxyTrigger.OUT_R2_B2,
        (ChannelLeg.ServerOut, RtsPduShape.CONN_C) => OutboundProxyTrigger.CONN_C1,
        _ => OutboundProxyTrigger.OtherPdu,
    };
}
