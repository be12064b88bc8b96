using System.Net;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Server;

/// <summary>
/// A virtual connection in the server (3.2.5): RPC PDUs go from <see cref="InChannel"/> to the service (<see cref="Upper"/>), and from the
/// service to <see cref="OutChannel"/>.
/// </summary>
public sealed class ServerConnection(RtsCookie cookie, ServerVariables variables) : VirtualConnection(RoleName.Server, cookie)
{
    /// <summary>The default IN channel; null until CONN/B2 has come.</summary>
    public Channel? InChannel { get; private set; }

    /// <summary>The default OUT channel; null until CONN/A2 has come.</summary>
    public Channel? OutChannel { get; private set; }

    /// <summary>The service behind the server.</summary>
    public Channel Upper { get; } = new(ChannelLeg.Upper);

    /// <summary>What this server was configured to announce.</summary>
    public ServerVariables Variables { get; } = variables;

    /// <summary>ChannelLifetime of the OUT channel, bytes (CONN/A2).</summary>
    public uint OutChannelLifetime { get; set; }

    /// <summary>InProxyReceiveWindow, bytes (CONN/B2): goes to the client in C1 and C2.</summary>
    public uint InProxyReceiveWindow { get; set; }

    /// <summary>InProxyConnectionTimeout, milliseconds (CONN/B2): goes to the client in C1 and C2.</summary>
    public uint InProxyConnectionTimeout { get; set; }

    /// <summary>AssociationGroupId (CONN/B2).</summary>
    public RtsCookie AssociationGroupId { get; set; }

    /// <summary>The client's address as the inbound proxy sees it (CONN/B2).</summary>
    public IPAddress ClientAddress { get; set; } = IPAddress.None;

    /// <inheritdoc/>
    public override string StateName => State.ToString();

    /// <inheritdoc/>
    public override bool IsOpened => State == ServerOpenState.Opened;

    /// <inheritdoc/>
    public override bool IsFinished => State == ServerOpenState.Finished;

    internal ServerOpenState State { get; set; } = ServerOpenState.Open_Start;

    private static ServerOpenMachine Machine => ServerOpenMachine.ForThisThread;

    /// <summary>
    /// A second CONN/A2 or CONN/B2 for a cookie, or one that comes when the connection is open, is refused and ended; by 3.2.5.5.3 it
    /// would end the living connection, so that a guessed cookie would kill it.
    /// </summary>
    public override CloseReason? Refuses(Channel newcomer, RtsPdu first) => (first.Shape, State) switch
    {
        (RtsPduShape.CONN_A2, ServerOpenState.Open_Start or ServerOpenState.A2W) when OutChannel is null => null,
        (RtsPduShape.CONN_B2, ServerOpenState.Open_Start or ServerOpenState.B2W) when InChannel is null => null,
        _ => CloseReason.CookieTaken,
    };

    /// <inheritdoc/>
    public override void Attach(Channel channel)
    {
        if (Channels.Count == 0)
        {
            base.Attach(Upper);
        }

        base.Attach(channel);
        if (channel.Leg == ChannelLeg.ServerIn)
        {
            InChannel = channel;
            channel.Receiving.Advertise(Variables.ReceiveWindowSize);
        }
        else
        {
            OutChannel = channel;
        }
    }

    /// <inheritdoc/>
    protected override TimeSpan AcknowledgmentGrace => Variables.AcknowledgmentGrace;

    /// <inheritdoc/>
    protected override void OnPdu(Channel from, RtsPdu pdu, EffectBuffer effects) =>
        Machine.Fire(this, TriggerOf(from, pdu), from, pdu, effects);

    /// <inheritdoc/>
    protected override void OnInput(Input input, EffectBuffer effects) => Machine.Fire(
        this,
        input is Input.Connected
            ? ServerOpenTrigger.ServiceConnected
            : throw new InvalidOperationException($"{input} is no input of a server."),
        effects);

    /// <inheritdoc/>
    protected override void Close(Ending ending, EffectBuffer effects) => Machine.Fire(
        this,
        ending switch
        {
            Ending.CONN_CLOSE => ServerOpenTrigger.CONN_CLOSE,
            Ending.CONN_ERROR => ServerOpenTrigger.CONN_ERROR,
            _ => ServerOpenTrigger.PROTOCOL_ERROR,
        },
        effects);

    /// <inheritdoc/>
    protected override Channel? NextHop(Channel from)
    {
        if (!IsOpened)
        {
            return null;
        }

        return from == InChannel ? Upper : from == Upper ? OutChannel : null;
    }

    /// <summary>
    /// From the outbound proxy: notes of ping traffic, valid in any state (3.2.5.5.14), and acknowledgments for the OUT channel. One that
    /// names this server comes to nothing on the IN channel: no cookie matches (3.2.1.5.1.2).
    /// </summary>
    protected override bool Consumes(Channel from, RtsPdu pdu)
    {
        switch (from.Leg, pdu.Shape)
        {
            case (ChannelLeg.ServerOut, RtsPduShape.PingTrafficSentNotify):
                return State is not (ServerOpenState.Open_Start or ServerOpenState.A2W);
            case (ChannelLeg.ServerOut, RtsPduShape.FlowControlAck or RtsPduShape.FlowControlAckWithDestination) when IsOpened:
                Acknowledge(OutChannel, pdu);
                return true;
            case (_, RtsPduShape.FlowControlAckWithDestination):
                return IsOpened;
            default:
                return false;
        }
    }

    /// <summary>The inbound proxy sends the IN channel's RPC PDUs, and is direct; the service has no window.</summary>
    protected override (Channel Hop, ForwardDestination? Destination)? AcknowledgmentRoute(Channel origin) =>
        origin == InChannel ? (InChannel, null) : null;

    /// <summary>From one proxy to the other, or by way of the outbound proxy to the client; never back to where it came from.</summary>
    protected override Channel? HopTo(RoleName role, Channel from)
    {
        Channel? hop = role == RoleName.InboundProxy ? InChannel : OutChannel;
        return IsOpened && hop != from ? hop : null;
    }

    private static ServerOpenTrigger TriggerOf(Channel channel, RtsPdu pdu) => (channel.Leg, pdu.Shape) switch
    {
        (ChannelLeg.ServerOut, RtsPduShape.CONN_A2) => ServerOpenTrigger.CONN_A2,
        (ChannelLeg.ServerIn, RtsPduShape.CONN_B2) => ServerOpenTrigger.CONN_B2,
        _ => ServerOpenTrigger.OtherPdu,
    };
}
