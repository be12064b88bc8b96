using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.InboundProxy;

/// <summary>A virtual connection in the inbound proxy (3.2.3): RPC PDUs go from <see cref="ClientIn"/> to <see cref="ServerIn"/>.</summary>
public sealed class InboundProxyConnection(RtsCookie cookie, ProxyVariables variables)
    : VirtualConnection(RoleName.InboundProxy, cookie)
{
    private Channel? _clientIn;

    // [rpch 3.2.1.1.3/3] the default IN channel
    /// <summary>The default IN channel from the client (3.2.3.1.7).</summary>
    public Channel ClientIn => _clientIn ?? throw new InvalidOperationException("No IN channel has been attached.");

    // [rpch 3.2.1.1.3/5] the nondefault IN channel
    /// <summary>The nondefault IN channel while a successor takes over by way of this proxy (IN_R2).</summary>
    public Channel? Successor { get; private set; }

    /// <summary>The cookie of the channel that this one succeeds (IN_R1).</summary>
    public RtsCookie PredecessorCookie { get; internal set; }

    /// <summary>The IN channel to the server.</summary>
    public Channel ServerIn { get; } = new(ChannelLeg.ServerIn);

    /// <summary>What this proxy was configured to announce.</summary>
    public ProxyVariables Variables { get; } = variables;

    /// <summary>AssociationGroupId of CONN/B1.</summary>
    public RtsCookie AssociationGroupId { get; internal set; }

    // [rpch 3.2.3.1.2/1] CurrentClientKeepAliveInterval: what CONN/B1 or the last Keep-Alive says
    /// <summary>CurrentClientKeepAliveInterval in milliseconds (3.2.3.1.2): what CONN/B1 or Keep-Alive told last; 0 in IN_R1 until then.</summary>
    public uint ClientKeepalive { get; internal set; }

    // [rpch 2.2.3.5.6/3] 0 stands for 300 000
    // [rpch 3.2.3.2.1/2] at the client's interval
    /// <summary>What <see cref="ClientKeepalive"/> means, in milliseconds: 0 stands for 300 000 (2.2.3.5.6).</summary>
    public uint EffectiveKeepalive => new ClientKeepaliveCommand(ClientKeepalive).Effective;

    // [rpch 3.2.3.1.1] ChannelLifetime
    /// <summary>ChannelLifetime of CONN/B1, bytes (3.2.3.1.1).</summary>
    public uint ChannelLifetime { get; internal set; }

    /// <inheritdoc/>
    public override string StateName => State.ToString();

    /// <inheritdoc/>
    public override bool IsOpened => State is InboundProxyState.Opened or InboundProxyState.Opened_A5W;

    /// <inheritdoc/>
    public override bool IsFinished => State == InboundProxyState.Finished;

    internal InboundProxyState State { get; set; } = InboundProxyState.Open_Start;

    private static InboundProxyMachine Machine => InboundProxyMachine.ForThisThread;

    // [rpch 3.2.3.5.5/1] IN_R1/A1 begins a channel, and comes nowhere else
    // [rpch 3.2.3.5.5.1/6] the predecessor's cookie is compared
    // [rpch 3.2.3.5.5/2, 3.2.3.5.5.1/3, 3.2.3.5.5.1/7] any other, and another predecessor: the incoming channel alone is ended (ours: reading-notes)
    /// <inheritdoc/>
    public override CloseReason? Refuses(Channel incoming, RtsPdu first)
    {
        if (State == InboundProxyState.Open_Start && _clientIn is null)
        {
            return null;
        }

        if (first.Shape != RtsPduShape.IN_R_A1 || State != InboundProxyState.Opened)
        {
            return CloseReason.CookieTaken;
        }

        return first.PredecessorChannelCookie == ClientIn.Cookie ? null : CloseReason.PredecessorMismatch;
    }

    // [rpch 3.2.3.5.5.1/4] the nondefault channel of the connection that is there
    /// <inheritdoc/>
    protected internal override void Attach(Channel channel)
    {
        base.Attach(channel);
        channel.Receiving.Advertise(Variables.ReceiveWindowSize, channel.ContentLength);
        if (_clientIn is not null)
        {
            Successor = channel;
            return;
        }

        _clientIn = channel;
        base.Attach(ServerIn);
    }

    /// <summary>The successor becomes the default and the predecessor is closed; or the successor is rejected, and the predecessor stays.</summary>
    internal void Switch(bool toSuccessor)
    {
        Channel successor = Successor!;
        Successor = null;
        if (toSuccessor)
        {
            Channel predecessor = ClientIn;
            _clientIn = successor;
            RemoveAndClose(predecessor);
            DeliverBuffered(successor);
        }
        else
        {
            ServerIn.Rename(ClientIn.Cookie);
            DiscardBuffered();
            RejectSuccessor(successor);
        }
    }

    /// <inheritdoc/>
    protected override TimeSpan AcknowledgmentGrace => Variables.AcknowledgmentGrace;

    /// <inheritdoc/>
    protected override RtsPdu OnPdu(Channel from, RtsPdu pdu)
    {
        InboundProxyTrigger trigger = TriggerOf(from, pdu);
        pdu = pdu.Shape == RtsPduShape.OUT_R_A7_A8 ? pdu.Named(RtsPduKind.OUT_R1_A7) : PduNames.Named(pdu, trigger);
        if (!Passes(from, pdu))
        {
            Machine.Fire(this, trigger, from, pdu);
        }

        return pdu;
    }

    /// <inheritdoc/>
    protected override void OnInput(Input input) => Machine.Fire(
        this,
        input switch
        {
            Input.Connected => InboundProxyTrigger.ServerConnected,
            Input.EchoRequest => InboundProxyTrigger.EchoRequest,
            Input.Drained => InboundProxyTrigger.Drained,
            _ => throw new InvalidOperationException($"{input} is no input of an inbound proxy."),
        });

    /// <summary>
    /// Ping and Keep-Alive come from the client (2.2.4.46, 2.2.4.49), also while the server is slow to answer; acknowledgments for the IN
    /// channel come from the server.
    /// </summary>
    protected override bool Consumes(Channel from, RtsPdu pdu)
    {
        switch (from.Leg, pdu.Shape)
        {
            case (ChannelLeg.ClientIn, RtsPduShape.KeepAlive) when State != InboundProxyState.Open_Start:
                ClientKeepalive = pdu.ClientKeepalive;
                SetKeepAlive(ServerIn, EffectiveKeepalive);
                return true;
            case (ChannelLeg.ClientIn, RtsPduShape.Ping):
                return State != InboundProxyState.Open_Start;
            case (ChannelLeg.ServerIn, RtsPduShape.FlowControlAck or RtsPduShape.FlowControlAckWithDestination) when IsOpened || State == InboundProxyState.Draining:
                Acknowledge(ServerIn, pdu);
                return true;
            case (_, RtsPduShape.FlowControlAckWithDestination):
                return IsOpened;
            default:
                return false;
        }
    }

    // [rpch 3.2.3.1.7/1] RPC PDUs, and RTS PDUs but where a section says otherwise, go by the default
    /// <summary>
    /// From the client to the server, once CONN/B2 has gone before. That may be before CONN/B3 has come: the OUT channel can be open, and
    /// the client acknowledge what it received there, while CONN/B3 is still under way.
    /// </summary>
    protected override Channel? HopTo(RoleName role, Channel from, RtsPdu pdu) =>
        role == RoleName.Server && from.Leg == ChannelLeg.ClientIn
            && State is not (InboundProxyState.Open_Start or InboundProxyState.B3W_Connecting or InboundProxyState.Wait_B2_Connecting)
            ? ServerIn
            : null;

    /// <inheritdoc/>
    protected override RtsPdu Renamed(RtsPdu pdu) => pdu.Shape == RtsPduShape.OUT_R_A7_A8 ? pdu.Named(RtsPduKind.OUT_R1_A8) : pdu;

    /// <inheritdoc/>
    protected override void Close(CloseTrigger ending) => Machine.End(this, ending);

    // [rpch 3.2.3.5.2/1-3] from the client only; one from the server ends the connection
    // [rpch 3.2.3.5.2/4] on by the default channel, unchanged
    /// <summary>From the client only (3.2.3.5.2), and only once CONN/B1 has come; before CONN/B3 the plug holds it back.</summary>
    public override Channel? NextHop(Channel from) =>
        from == _clientIn && State is not (InboundProxyState.Open_Start or InboundProxyState.Draining) ? ServerIn : null;

    /// <inheritdoc/>
    protected override bool IsEarly(Channel from) => from == Successor;

    /// <inheritdoc/>
    protected override bool IsWaiting(TimerKind timer) => timer == TimerKind.InRecycling
        ? State is InboundProxyState.Opened_A5W or InboundProxyState.Draining
        : !IsOpened;

    /// <summary>
    /// While the predecessor proxy drains, the client has nothing more to say on its channel; and once the server has IN_R1/B1 it closes,
    /// which may be noticed before the write of B1 is. What breaks the protocol ends the connection all the same.
    /// </summary>
    protected override void OnChannelClosed(Input.ChannelClosed closed)
    {
        if (State != InboundProxyState.Draining || TriggerOf(closed.Reason) == CloseTrigger.PROTOCOL_ERROR)
        {
            base.OnChannelClosed(closed);
        }
        else if (closed.Channel == ServerIn)
        {
            TrySetCloseReason(
                ServerIn.Sending.Queue.Count == 0 && closed.Reason == CloseReason.ClosedByServer ? CloseReason.Recycled : closed.Reason,
                closed.Detail);
            Close(TriggerOf(closed.Reason));
        }
    }

    /// <summary>The client's way is by server and outbound proxy: its IN channel is half duplex.</summary>
    protected override (Channel Hop, ForwardDestination? Destination)? AcknowledgmentRoute(Channel origin) =>
        IsOpened ? (ServerIn, ForwardDestination.FDClient) : null;

    /// <summary>While the client's request has no answer yet it is told why (3.2.3.5.11).</summary>
    protected override Request.Close CloseActionFor(Channel channel, CloseReason reason) =>
        channel.Leg == ChannelLeg.ClientIn && reason.IsAnswered()
            ? new Request.Close(channel, CloseHow.Fail, reason)
            : base.CloseActionFor(channel, reason);

    private InboundProxyTrigger TriggerOf(Channel channel, RtsPdu pdu) => (channel.Leg, pdu.Shape) switch
    {
        (ChannelLeg.ClientIn, RtsPduShape.CONN_B1) => InboundProxyTrigger.CONN_B1,
        (ChannelLeg.ClientIn, RtsPduShape.IN_R_A1) => channel == Successor ? InboundProxyTrigger.IN_R2_A1 : InboundProxyTrigger.IN_R1_A1,
        (ChannelLeg.ClientIn, RtsPduShape.Cookie) when channel == _clientIn =>
            State == InboundProxyState.Opened_A5W ? InboundProxyTrigger.IN_R2_A5 : InboundProxyTrigger.IN_R1_A5,
        (ChannelLeg.ServerIn, RtsPduShape.ReceiveWindowSize) => InboundProxyTrigger.IN_R1_B2,
        (ChannelLeg.ServerIn, RtsPduShape.CONN_B3) => InboundProxyTrigger.CONN_B3,
        _ => InboundProxyTrigger.OtherPdu,
    };
}
