using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.OutboundProxy;

/// <summary>A virtual connection in the outbound proxy (3.2.4): RPC PDUs go from <see cref="ServerOut"/> to <see cref="ClientOut"/>.</summary>
public sealed class OutboundProxyConnection(RtsCookie cookie, ProxyVariables variables)
    : VirtualConnection(RoleName.OutboundProxy, cookie)
{
    private Channel? _clientOut;

    /// <summary>The default OUT channel to the client.</summary>
    public Channel ClientOut => _clientOut ?? throw new InvalidOperationException("No OUT channel has been attached.");

    /// <summary>The OUT channel from the server.</summary>
    public Channel ServerOut { get; } = new(ChannelLeg.ServerOut);

    /// <summary>What this proxy was configured to announce.</summary>
    public ProxyVariables Variables { get; } = variables;

    /// <inheritdoc/>
    public override string StateName => State.ToString();

    /// <inheritdoc/>
    public override bool IsOpened => State is OutboundProxyState.Opened or OutboundProxyState.B1OrC1W or OutboundProxyState.B1W
        or OutboundProxyState.R2C1W;

    /// <inheritdoc/>
    public override bool IsFinished => State == OutboundProxyState.Finished;

    internal OutboundProxyState State { get; set; } = OutboundProxyState.Open_Start;

    private static OutboundProxyMachine Machine => OutboundProxyMachine.ForThisThread;

    /// <inheritdoc/>
    public override CloseReason? Refuses(Channel newcomer, RtsPdu first) =>
        State == OutboundProxyState.Open_Start && _clientOut is null ? null : CloseReason.CookieTaken;

    /// <inheritdoc/>
    public override void Attach(Channel channel)
    {
        base.Attach(channel);
        _clientOut = channel;
        ServerOut.Receiving.Advertise(Variables.ReceiveWindowSize);
        base.Attach(ServerOut);
    }

    /// <inheritdoc/>
    public override RtsPdu Name(Channel channel, RtsPdu pdu) =>
        pdu.Shape == RtsPduShape.CONN_C ? pdu.Named(RtsPduKind.CONN_C1) : pdu;

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
            Input.Connected => OutboundProxyTrigger.ServerConnected,
            Input.EchoRequest => OutboundProxyTrigger.EchoRequest,
            _ => throw new InvalidOperationException($"{input} is no input of an outbound proxy."),
        },
        effects);

    /// <inheritdoc/>
    protected override void Close(Ending ending, EffectBuffer effects) => Machine.Fire(
        this,
        ending switch
        {
            Ending.CONN_CLOSE => OutboundProxyTrigger.CONN_CLOSE,
            Ending.CONN_ERROR => OutboundProxyTrigger.CONN_ERROR,
            _ => OutboundProxyTrigger.PROTOCOL_ERROR,
        },
        effects);

    /// <summary>From the server only (3.2.4.5.2), and only once the connection is open: CONN/C1 comes before the first RPC PDU.</summary>
    protected override Channel? NextHop(Channel from) => from == ServerOut && IsOpened ? _clientOut : null;

    /// <summary>Acknowledgments for the OUT channel: the client's come by way of the server, for an OUT channel carries nothing towards the proxy.</summary>
    protected override bool Consumes(Channel from, RtsPdu pdu)
    {
        if (from != ServerOut || pdu.Shape != RtsPduShape.FlowControlAckWithDestination || !IsOpened)
        {
            return false;
        }

        Acknowledge(_clientOut, pdu);
        return true;
    }

    /// <summary>The server sends the OUT channel's RPC PDUs, and is direct.</summary>
    protected override (Channel Hop, ForwardDestination? Destination)? AcknowledgmentRoute(Channel origin) => (ServerOut, null);

    /// <summary>From the server to the client, behind CONN/C2.</summary>
    protected override Channel? HopTo(RoleName role, Channel from) =>
        role == RoleName.Client && from == ServerOut && IsOpened ? _clientOut : null;

    /// <summary>While the client's request has no answer yet it is told why (3.2.4.5.3); after that only a close is possible.</summary>
    protected override Effect Farewell(Channel channel, CloseReason reason) =>
        channel == _clientOut && reason.IsAnswered()
            ? new Effect.FailRequest(channel, reason.ToRpcError())
            : base.Farewell(channel, reason);

    private static OutboundProxyTrigger TriggerOf(Channel channel, RtsPdu pdu) => (channel.Leg, pdu.Shape) switch
    {
        (ChannelLeg.ClientOut, RtsPduShape.CONN_A1) => OutboundProxyTrigger.CONN_A1,
        (ChannelLeg.ServerOut, RtsPduShape.CONN_C) => OutboundProxyTrigger.CONN_C1,
        _ => OutboundProxyTrigger.OtherPdu,
    };
}
