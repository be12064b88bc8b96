using System.Net;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Server;

/// <summary>
/// A virtual connection in the server (3.2.5): RPC PDUs go from <see cref="InChannel"/> to the service (<see cref="Upper"/>), and from the
/// service to <see cref="OutChannel"/>.
/// </summary>
public sealed partial class ServerConnection(RtsCookie cookie, ServerVariables variables) : VirtualConnection(RoleName.Server, cookie)
{
    // Appendix note 17: 8 KiB within 4 minutes.
    private const long MaxPingTraffic = 8_192;
    private static readonly TimeSpan s_pingTrafficWindow = TimeSpan.FromMinutes(4);

    private long _pingTraffic;

    /// <summary>The default IN channel; null until CONN/B2 has come.</summary>
    public Channel? InChannel { get; private set; }

    /// <summary>The default OUT channel; null until CONN/A2 has come.</summary>
    public Channel? OutChannel { get; private set; }

    /// <summary>The nondefault IN channel while a successor takes over by way of another proxy (IN_R1).</summary>
    public Channel? InSuccessor { get; private set; }

    /// <summary>The nondefault OUT channel while a successor takes over by way of another proxy (OUT_R1).</summary>
    public Channel? OutSuccessor { get; private set; }

    /// <summary>The service behind the server.</summary>
    public Channel Upper { get; } = new(ChannelLeg.Upper);

    /// <summary>What this server was configured to announce.</summary>
    public ServerVariables Variables { get; } = variables;

    /// <summary>ChannelLifetime of the OUT channel, bytes (CONN/A2).</summary>
    public uint OutChannelLifetime { get; internal set; }

    /// <summary>InProxyReceiveWindow, bytes (CONN/B2): goes to the client in C1 and C2.</summary>
    public uint InProxyReceiveWindow { get; internal set; }

    /// <summary>InProxyConnectionTimeout, milliseconds (CONN/B2): goes to the client in C1 and C2.</summary>
    public uint InProxyConnectionTimeout { get; internal set; }

    // [rpch 3.2.1.1.3/13] AssociationGroupId
    /// <summary>AssociationGroupId (CONN/B2).</summary>
    public RtsCookie AssociationGroupId { get; internal set; }

    /// <summary>The client's address as the inbound proxy sees it (CONN/B2).</summary>
    public IPAddress ClientAddress { get; internal set; } = IPAddress.None;

    /// <inheritdoc/>
    public override string StateName => IsOpened ? $"{State}/{InState}/{OutState}" : State.ToString();

    /// <inheritdoc/>
    public override bool IsOpened => State == ServerOpenState.Opened;

    /// <inheritdoc/>
    public override bool IsFinished => State == ServerOpenState.Finished;

    /// <summary>True once OUT_R2/B2 is under way: the last PDU of its channel, which must not be cut off.</summary>
    internal bool HasSentB2 { get; set; }

    internal ServerOpenState State { get; set; } = ServerOpenState.Open_Start;

    internal ServerInChannelState InState { get; set; } = ServerInChannelState.Opened;

    internal ServerOutChannelState OutState { get; set; } = ServerOutChannelState.Opened;

    private static ServerOpenMachine Machine => ServerOpenMachine.ForThisThread;

    private static ServerInChannelMachine InMachine => ServerInChannelMachine.ForThisThread;

    private static ServerOutChannelMachine OutMachine => ServerOutChannelMachine.ForThisThread;

    // [rpch 3.2.5.5.3/1, 3.2.5.5.4/8] CONN/A2 in Open_Start and A2W only, CONN/B2 in Open_Start and B2W only
    // [rpch 3.2.5.5.3/2, 3.2.5.5.3/7, 3.2.5.5.4/9, 3.2.5.5.5/2, 3.2.5.5.5/10-12, 3.2.5.5.9/4] any other, and another predecessor: the incoming channel alone is ended (ours: reading-notes)
    // [rpch 3.2.5.5.3/4-6, 3.2.5.5.4/2-4] found: that connection's machine goes on
    /// <summary>
    /// A second CONN/A2 or CONN/B2 for a cookie, or one that comes when the connection is open, is refused and ended; by 3.2.5.5.3 it
    /// would end the living connection, so that a guessed cookie would kill it.
    /// </summary>
    public override CloseReason? Refuses(Channel incoming, RtsPdu first) => (first.Shape, State) switch
    {
        (RtsPduShape.IN_R1_A2, ServerOpenState.Opened) when InState == ServerInChannelState.Opened =>
            first.PredecessorChannelCookie == InChannel!.Cookie ? null : CloseReason.PredecessorMismatch,
        (RtsPduShape.OUT_R1_A4, ServerOpenState.Opened) when OutState == ServerOutChannelState.Opened_A4W =>
            first.PredecessorChannelCookie == OutChannel!.Cookie ? null : CloseReason.PredecessorMismatch,
        (RtsPduShape.CONN_A2, ServerOpenState.Open_Start or ServerOpenState.A2W) when OutChannel is null => null,
        (RtsPduShape.CONN_B2, ServerOpenState.Open_Start or ServerOpenState.B2W) when InChannel is null => null,
        _ => CloseReason.CookieTaken,
    };

    // [rpch 3.2.5.5.5/8-9] a component of the connection, nondefault
    /// <inheritdoc/>
    protected internal override void Attach(Channel channel)
    {
        if (Channels.Count == 0)
        {
            base.Attach(Upper);
        }

        base.Attach(channel);
        if (channel.Leg == ChannelLeg.ServerIn)
        {
            channel.Receiving.Advertise(Variables.ReceiveWindowSize);
            if (InChannel is null)
            {
                InChannel = channel;
            }
            else
            {
                InSuccessor = channel;
            }
        }
        else if (OutChannel is null)
        {
            OutChannel = channel;
        }
        else
        {
            OutSuccessor = channel;
        }
    }

    /// <summary>IN_R1/B1 has come: no RPC PDU comes on the predecessor any more.</summary>
    internal void SwitchIn()
    {
        Channel predecessor = InChannel!;
        InChannel = InSuccessor;
        InSuccessor = null;
        RemoveAndClose(predecessor);
        DeliverBuffered(InChannel!);
    }

    /// <summary>OUT_R1/A8 has come: what wasn't sent goes by the successor; the predecessor is left to its proxy to close.</summary>
    internal void SwitchOut()
    {
        Channel predecessor = OutChannel!;
        OutChannel = OutSuccessor;
        OutSuccessor = null;
        predecessor.Sending.Queue.MoveTo(OutChannel!.Sending.Queue);
        OutChannel.Sending.Dequeue();
        Retire(predecessor);
    }

    /// <summary>One machine has come to its end: so do the others, and with them the connection.</summary>
    internal void Follow(CloseTrigger ending)
    {
        InMachine.End(this, ending);
        OutMachine.End(this, ending);
        Machine.End(this, ending);
    }

    /// <inheritdoc/>
    protected override TimeSpan AcknowledgmentGrace => Variables.AcknowledgmentGrace;

    /// <inheritdoc/>
    protected override void OnInput(Input input) => Machine.Fire(
        this,
        input is Input.Connected
            ? ServerOpenTrigger.ServiceConnected
            : throw new InvalidOperationException($"{input} is no input of a server."));

    /// <inheritdoc/>
    protected override void Close(CloseTrigger ending)
    {
        if (IsOpened)
        {
            Follow(ending);
        }
        else
        {
            Machine.End(this, ending);
        }
    }

    /// <inheritdoc/>
    protected override bool IsWaiting(TimerKind timer) => timer switch
    {
        TimerKind.InRecycling => InState != ServerInChannelState.Opened,
        TimerKind.OutRecycling => OutState != ServerOutChannelState.Opened,
        _ => !IsOpened,
    };

    /// <inheritdoc/>
    protected override bool IsEarly(Channel from) => from == InSuccessor;

    // [rpch 3.2.5.5.14/2] the ping traffic may begin the recycling of the OUT channel
    // [rpch 3.2.5.5.15/1] only in the state opened
    /// <inheritdoc/>
    protected override Channel? Expiring => IsOpened && OutState == ServerOutChannelState.Opened ? OutChannel : null;

    // [rpch 2.1.2.1.8/5-6] a PDU that doesn't fit goes by a successor
    /// <inheritdoc/>
    protected override void Recycle() => OutMachine.Fire(this, ServerOutChannelTrigger.StartRecycle);

    // [rpch 3.2.5.4/1, 3.2.5.4.1/1] the higher layer's PDUs go by the default OUT channel
    // [rpch 3.2.5.5.2/1] to the higher layer, unchanged
    /// <inheritdoc/>
    public override Channel? NextHop(Channel from)
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
            case (ChannelLeg.ServerOut, RtsPduShape.PingTrafficSentNotify) when State is not (ServerOpenState.Open_Start or ServerOpenState.A2W):
                CountPings(from, pdu.PingTrafficSent);
                return true;
            case (ChannelLeg.ServerOut, RtsPduShape.FlowControlAck or RtsPduShape.FlowControlAckWithDestination) when IsOpened:
                Acknowledge(OutChannel, pdu);
                Acknowledge(OutSuccessor, pdu);
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

    /// <summary>
    /// From one proxy to the other, or by way of the outbound proxy to the client; never back to where it came from. An acknowledgment goes
    /// to the outbound proxy whose channel it names, predecessor or successor: the predecessor must drain under flow control.
    /// </summary>
    protected override Channel? HopTo(RoleName role, Channel from, RtsPdu pdu)
    {
        if (!IsOpened)
        {
            return null;
        }

        if (role == RoleName.InboundProxy)
        {
            return from.Leg == ChannelLeg.ServerOut ? InChannel : null;
        }

        if (from.Leg == ChannelLeg.ServerOut)
        {
            return null;
        }

        bool isForOutProxy = pdu.Shape == RtsPduShape.FlowControlAckWithDestination && pdu.Destination == ForwardDestination.FDOutProxy;
        return isForOutProxy ? OutChannelNamed(pdu.Ack.ChannelCookie) : OutChannel;
    }

    /// <inheritdoc/>
    protected override Request.Close CloseActionFor(Channel channel, CloseReason reason) =>
        channel == OutChannel && HasSentB2 ? new Request.Close(channel, CloseHow.Finish) : base.CloseActionFor(channel, reason);

    /// <summary>A channel that has been closed meanwhile is named by acknowledgments that were still under way.</summary>
    protected override bool IsStray(Channel from, RtsPdu acknowledgment) =>
        from.Leg == ChannelLeg.ServerIn && acknowledgment.Destination == ForwardDestination.FDOutProxy;

    /// <inheritdoc/>
    protected override void OnPingTimer(TimerKind timer) => _pingTraffic = 0;

    // [rpch 3.2.5.5.14/1] the ping traffic counts in the OUT channel's lifetime
    /// <summary>What the outbound proxy added to the OUT channel counts in its lifetime; more than the bound is no ping traffic any more.</summary>
    private void CountPings(Channel from, uint bytes)
    {
        from.Sending.Spend(bytes);
        bool isFirst = _pingTraffic == 0;
        _pingTraffic += bytes;
        if (_pingTraffic > MaxPingTraffic)
        {
            TrySetCloseReason(CloseReason.PingTrafficExceeded, $"the outbound proxy sent {_pingTraffic} bytes of pings within {s_pingTrafficWindow}");
            Close(CloseTrigger.PROTOCOL_ERROR);
        }
        else if (isFirst)
        {
            SetTimer(TimerKind.PingTrafficWindow, s_pingTrafficWindow);
        }
    }

    private Channel? OutChannelNamed(RtsCookie cookie) =>
        OutChannel!.IsNamed(cookie) ? OutChannel
        : OutSuccessor is not null && OutSuccessor.IsNamed(cookie) ? OutSuccessor
        : Retired.FirstOrDefault(channel => channel.Leg == ChannelLeg.ServerOut && channel.IsNamed(cookie));
}
