using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Client;

/// <summary>
/// A virtual connection in the client (3.2.2): RPC PDUs go from the higher layer (<see cref="Upper"/>) to <see cref="InChannel"/>, and from
/// <see cref="OutChannel"/> to the higher layer. The cookies are given, so that the calculation stays one.
/// </summary>
public sealed class ClientConnection : VirtualConnection
{
    /// <summary>A connection that hasn't begun to open.</summary>
    public ClientConnection(RtsCookie cookie, RtsCookie inChannelCookie, RtsCookie outChannelCookie, ClientVariables variables)
        : base(RoleName.Client, cookie)
    {
        Variables = variables;
        InChannel = new Channel(ChannelLeg.ClientIn) { Cookie = inChannelCookie };
        OutChannel = new Channel(ChannelLeg.ClientOut) { Cookie = outChannelCookie };
        OutChannel.Receiving.Advertise(variables.ReceiveWindowSize);
        Attach(Upper);
        Attach(InChannel);
        Attach(OutChannel);
    }

    /// <summary>The higher layer.</summary>
    public Channel Upper { get; } = new(ChannelLeg.Upper);

    /// <summary>The IN channel to the inbound proxy.</summary>
    public Channel InChannel { get; }

    /// <summary>The OUT channel from the outbound proxy.</summary>
    public Channel OutChannel { get; }

    /// <summary>What this client was configured to announce.</summary>
    public ClientVariables Variables { get; }

    /// <summary>Connection time-out of the OUT channel, milliseconds (CONN/A3).</summary>
    public uint OutConnectionTimeout { get; set; }

    /// <summary>Connection time-out of the IN channel, milliseconds (CONN/C2).</summary>
    public uint InConnectionTimeout { get; set; }

    /// <inheritdoc/>
    public override string StateName => State.ToString();

    /// <inheritdoc/>
    public override bool IsOpened => State == ClientOpenState.Opened;

    /// <inheritdoc/>
    public override bool IsFinished => State == ClientOpenState.Finished;

    internal ClientOpenState State { get; set; } = ClientOpenState.Start;

    private static ClientOpenMachine Machine => ClientOpenMachine.ForThisThread;

    /// <summary>A client takes no newcomers: it opens every channel itself.</summary>
    public override CloseReason? Refuses(Channel newcomer, RtsPdu first) => CloseReason.UnexpectedPdu;

    /// <inheritdoc/>
    public override RtsPdu Name(Channel channel, RtsPdu pdu) =>
        pdu.Shape == RtsPduShape.CONN_C ? pdu.Named(RtsPduKind.CONN_C2) : pdu;

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
            Input.OpenRequested => ClientOpenTrigger.Open,
            Input.Connected connected when connected.Channel == OutChannel => ClientOpenTrigger.OutChannelConnected,
            Input.Connected => ClientOpenTrigger.InChannelConnected,
            Input.OutChannelResponse => ClientOpenTrigger.OutChannelResponse,
            _ => throw new InvalidOperationException($"{input} is no input of a client."),
        },
        effects);

    /// <inheritdoc/>
    protected override void Close(Ending ending, EffectBuffer effects) => Machine.Fire(
        this,
        ending switch
        {
            Ending.CONN_CLOSE => ClientOpenTrigger.CONN_CLOSE,
            Ending.CONN_ERROR => ClientOpenTrigger.CONN_ERROR,
            _ => ClientOpenTrigger.PROTOCOL_ERROR,
        },
        effects);

    /// <summary>Sending is valid in the state opened only (3.2.2.4.2).</summary>
    protected override Channel? NextHop(Channel from)
    {
        if (!IsOpened)
        {
            return null;
        }

        return from == Upper ? InChannel : from == OutChannel ? Upper : null;
    }

    /// <summary>
    /// Ping from the outbound proxy (2.2.4.49), which may have to keep the OUT channel alive while it waits for CONN/C1; and acknowledgments
    /// for the IN channel, which come by way of server and OUT channel.
    /// </summary>
    protected override bool Consumes(Channel from, RtsPdu pdu)
    {
        switch (from.Leg, pdu.Shape)
        {
            case (ChannelLeg.ClientOut, RtsPduShape.Ping):
                return State is ClientOpenState.Wait_C2 or ClientOpenState.Opened;
            case (ChannelLeg.ClientOut, RtsPduShape.FlowControlAckWithDestination) when IsOpened:
                Acknowledge(InChannel, pdu);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The outbound proxy's way is by inbound proxy and server: the OUT channel is half duplex.</summary>
    protected override (Channel Hop, ForwardDestination? Destination)? AcknowledgmentRoute(Channel origin) =>
        origin == OutChannel ? (InChannel, ForwardDestination.FDOutProxy) : null;

    /// <summary>Nothing is forwarded by a client.</summary>
    protected override Channel? HopTo(RoleName role, Channel from) => null;

    private static ClientOpenTrigger TriggerOf(Channel channel, RtsPdu pdu) => (channel.Leg, pdu.Shape) switch
    {
        (ChannelLeg.ClientOut, RtsPduShape.CONN_A3) => ClientOpenTrigger.CONN_A3,
        (ChannelLeg.ClientOut, RtsPduShape.CONN_C) => ClientOpenTrigger.CONN_C2,
        _ => ClientOpenTrigger.OtherPdu,
    };
}
