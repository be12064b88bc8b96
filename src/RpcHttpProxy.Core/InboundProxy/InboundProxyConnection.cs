using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.InboundProxy;

/// <summary>A virtual connection in the inbound proxy (3.2.3): RPC PDUs go from <see cref="ClientIn"/> to <see cref="ServerIn"/>.</summary>
public sealed class InboundProxyConnection(RtsCookie cookie, ProxyVariables variables)
    : VirtualConnection(RoleName.InboundProxy, cookie)
{
    private Channel? _clientIn;

    /// <summary>The default IN channel from the client (3.2.3.1.7).</summary>
    public Channel ClientIn => _clientIn ?? throw new InvalidOperationException("No IN channel has been attached.");

    /// <summary>The IN channel to the server.</summary>
    public Channel ServerIn { get; } = new(ChannelLeg.ServerIn);

    /// <summary>What this proxy was configured to announce.</summary>
    public ProxyVariables Variables { get; } = variables;

    /// <summary>AssociationGroupId of CONN/B1.</summary>
    public RtsCookie AssociationGroupId { get; set; }

    /// <summary>CurrentClientKeepAliveInterval in milliseconds (3.2.3.1.2); 0 stands for 300 000 (2.2.3.5.6).</summary>
    public uint ClientKeepalive { get; set; }

    /// <summary>ChannelLifetime of CONN/B1, bytes (3.2.3.1.1).</summary>
    public uint ChannelLifetime { get; set; }

    /// <inheritdoc/>
    public override string StateName => State.ToString();

    /// <inheritdoc/>
    public override bool IsOpened => State is InboundProxyState.Opened or InboundProxyState.Opened_A5W;

    /// <inheritdoc/>
    public override bool IsFinished => State == InboundProxyState.Finished;

    internal InboundProxyState State { get; set; } = InboundProxyState.Open_Start;

    private static InboundProxyMachine Machine => InboundProxyMachine.ForThisThread;

    /// <inheritdoc/>
    public override CloseReason? Refuses(Channel newcomer, RtsPdu first) =>
        State == InboundProxyState.Open_Start && _clientIn is null ? null : CloseReason.CookieTaken;

    /// <inheritdoc/>
    public override void Attach(Channel channel)
    {
        base.Attach(channel);
        _clientIn = channel;
        channel.Receiving.Advertise(Variables.ReceiveWindowSize);
        base.Attach(ServerIn);
    }

    /// <inheritdoc/>
    protected override TimeSpan AcknowledgmentGrace => Variables.AcknowledgmentGrace;

    /// <inheritdoc/>
    protected override void OnPdu(Channel from, RtsPdu pdu, EffectBuffer effects) =>
        Machine.Fire(this, TriggerOf(from, pdu), from, pdu, effects);

    /// <inheritdoc/>
    protected override void OnInput(Input input, EffectBuffer effects) => Machine.Fire(
        this,
        input switch
        {
            Input.Connected => InboundProxyTrigger.ServerConnected,
            Input.EchoRequest => InboundProxyTrigger.EchoRequest,
            _ => throw new InvalidOperationException($"{input} is no input of an inbound proxy."),
        },
        effects);

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
                return true;
            case (ChannelLeg.ClientIn, RtsPduShape.Ping):
                return State != InboundProxyState.Open_Start;
            case (ChannelLeg.ServerIn, RtsPduShape.FlowControlAck or RtsPduShape.FlowControlAckWithDestination) when IsOpened:
                Acknowledge(ServerIn, pdu);
                return true;
            case (_, RtsPduShape.FlowControlAckWithDestination):
                return IsOpened;
            default:
                return false;
        }
    }

    /// <summary>
    /// From the client to the server, once CONN/B2 has gone before. That may be before CONN/B3 has come: the OUT channel can be open, and
    /// the client acknowledge what it received there, while CONN/B3 is still under way.
    /// </summary>
    protected override Channel? HopTo(RoleName role, Channel from) =>
        role == RoleName.Server && from == _clientIn && State is not (InboundProxyState.Open_Start or InboundProxyState.B3W_Connecting)
            ? ServerIn
            : null;

    /// <inheritdoc/>
    protected override void Close(Ending ending, EffectBuffer effects) => Machine.Fire(
        this,
        ending switch
        {
            Ending.CONN_CLOSE => InboundProxyTrigger.CONN_CLOSE,
            Ending.CONN_ERROR => InboundProxyTrigger.CONN_ERROR,
            _ => InboundProxyTrigger.PROTOCOL_ERROR,
        },
        effects);

    /// <summary>From the client only (3.2.3.5.2), and only once CONN/B1 has come; before CONN/B3 the plug holds it back.</summary>
    protected override Channel? NextHop(Channel from) =>
        from == _clientIn && State is not InboundProxyState.Open_Start ? ServerIn : null;

    /// <summary>The client's way is by server and outbound proxy: its IN channel is half duplex.</summary>
    protected override (Channel Hop, ForwardDestination? Destination)? AcknowledgmentRoute(Channel origin) =>
        (ServerIn, ForwardDestination.FDClient);

    /// <summary>While the client's request has no answer yet it is told why (3.2.3.5.11).</summary>
    protected override Effect Farewell(Channel channel, CloseReason reason) =>
        channel == _clientIn && reason.IsAnswered()
            ? new Effect.FailRequest(channel, reason.ToRpcError())
            : base.Farewell(channel, reason);

    private static InboundProxyTrigger TriggerOf(Channel channel, RtsPdu pdu) => (channel.Leg, pdu.Shape) switch
    {
        (ChannelLeg.ClientIn, RtsPduShape.CONN_B1) => InboundProxyTrigger.CONN_B1,
        (ChannelLeg.ServerIn, RtsPduShape.CONN_B3) => InboundProxyTrigger.CONN_B3,
        _ => InboundProxyTrigger.OtherPdu,
    };
}
