using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Client;

/// <summary>
/// A virtual connection in the client (3.2.2): RPC PDUs go from the higher layer (<see cref="Upper"/>) to <see cref="InChannel"/>, and from
/// <see cref="OutChannel"/> to the higher layer. The cookies are given, so that the calculation stays one.
/// </summary>
public sealed partial class ClientConnection : VirtualConnection
{
    private readonly Func<RtsCookie> _newCookie;
    private readonly PingOriginator _pings = new();

    /// <summary>A connection that hasn't begun to open. <paramref name="newCookie"/> makes its channels' cookies.</summary>
    public ClientConnection(RtsCookie cookie, Func<RtsCookie> newCookie, ClientVariables variables)
        : base(RoleName.Client, cookie)
    {
        _newCookie = newCookie;
        Variables = variables;
        InChannel = NewInChannel();
        OutChannel = NewOutChannel();
        Attach(Upper);
        Attach(InChannel);
        Attach(OutChannel);
    }

    /// <summary>The higher layer.</summary>
    public Channel Upper { get; } = new(ChannelLeg.Upper);

    /// <summary>The default IN channel, to the inbound proxy.</summary>
    public Channel InChannel { get; private set; }

    /// <summary>The default OUT channel, from the outbound proxy.</summary>
    public Channel OutChannel { get; private set; }

    /// <summary>The nondefault IN channel while it is being recycled.</summary>
    public Channel? InSuccessor { get; private set; }

    /// <summary>The nondefault OUT channel while it is being recycled.</summary>
    public Channel? OutSuccessor { get; private set; }

    /// <summary>What this client was configured to announce.</summary>
    public ClientVariables Variables { get; }

    /// <summary>Connection time-out of the OUT channel, milliseconds (CONN/A3).</summary>
    public uint OutConnectionTimeout { get; internal set; }

    // [rpch 3.2.1.1.6.1/1] the connection time-out is kept: client and outbound proxy ping by it; an inbound proxy has TCP's keep-alive on its only sending channel
    /// <summary>Connection time-out of the IN channel, milliseconds (CONN/C2).</summary>
    public uint InConnectionTimeout { get; internal set; }

    /// <inheritdoc/>
    public override string StateName => IsOpened ? $"{State}/{InState}/{OutState}" : State.ToString();

    /// <inheritdoc/>
    public override bool IsOpened => State == ClientOpenState.Opened;

    /// <inheritdoc/>
    public override bool IsFinished => State == ClientOpenState.Finished;

    /// <summary>True from the switch to a successor IN channel until A5 has been written on its predecessor; the successor is plugged.</summary>
    internal bool IsA5Due { get; set; }

    internal ClientOpenState State { get; set; } = ClientOpenState.Start;

    // [rpch 3.2.2.1.4/1] the state of the virtual IN channel
    internal ClientInChannelState InState { get; set; } = ClientInChannelState.Opened;

    // [rpch 3.2.2.1.5/1] the state of the virtual OUT channel
    internal ClientOutChannelState OutState { get; set; } = ClientOutChannelState.Opened;

    private static ClientOpenMachine Machine => ClientOpenMachine.ForThisThread;

    private static ClientInChannelMachine InMachine => ClientInChannelMachine.ForThisThread;

    private static ClientOutChannelMachine OutMachine => ClientOutChannelMachine.ForThisThread;

    /// <summary>A client accepts no channels: it opens every one itself.</summary>
    public override CloseReason? Refuses(Channel incoming, RtsPdu first) => CloseReason.UnexpectedPdu;

    // [rpch 3.2.1.2.2/1] the interval follows the variable
    // [rpch 3.2.2.6.2/1] keep-alive and time-out have one timer, at the shorter of the two intervals
    /// <summary>Pings at the shorter of connection time-out and keep-alive interval (3.2.2.2.1, 3.2.2.2.2).</summary>
    internal void StartPings()
    {
        _pings.Start(Variables.KeepAliveInterval == 0 ? InConnectionTimeout : Math.Min(InConnectionTimeout, Variables.KeepAliveInterval), InChannel);
        SetTimer(TimerKind.Ping, _pings.Due);
    }

    internal Channel BeginInSuccessor()
    {
        InSuccessor = NewInChannel();
        Attach(InSuccessor);
        return InSuccessor;
    }

    // [rpch 3.2.2.5.6/4-5] the new channel is the successor, the old the predecessor
    internal Channel BeginOutSuccessor()
    {
        OutSuccessor = NewOutChannel();
        Attach(OutSuccessor);
        return OutSuccessor;
    }

    /// <summary>
    /// The successor IN channel becomes the default, plugged until A5 has gone out; RPC PDUs that weren't sent go by it. Returns the
    /// predecessor, which is left to its proxy to close.
    /// </summary>
    internal Channel SwitchIn(uint peerReceiveWindow)
    {
        Channel predecessor = InChannel;
        InChannel = InSuccessor!;
        InSuccessor = null;
        IsA5Due = true;
        InChannel.Sending.Plug();
        InChannel.Sending.Window.Open(peerReceiveWindow);
        predecessor.Sending.Queue.MoveTo(InChannel.Sending.Queue);
        Retire(predecessor);
        return predecessor;
    }

    internal void SwitchOut()
    {
        Channel predecessor = OutChannel;
        OutChannel = OutSuccessor!;
        OutSuccessor = null;
        RemoveAndClose(predecessor);
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
        TimerKind.InRecycling => InState != ClientInChannelState.Opened || IsA5Due,
        TimerKind.OutRecycling => OutState != ClientOutChannelState.Opened,
        _ => !IsOpened,
    };

    // [rpch 3.2.2.6.1/1] a Ping, unless something was sent within the interval
    /// <inheritdoc/>
    protected override void OnPingTimer(TimerKind timer)
    {
        if (_pings.IsPingDue(InChannel))
        {
            Send(InChannel, RtsPdus.Ping());
        }

        SetTimer(TimerKind.Ping, _pings.Due);
    }

    /// <inheritdoc/>
    public override bool IsParked(Channel channel) => channel == OutSuccessor;

    // [rpch 3.2.2.5.12/1] only in the state opened
    /// <summary>
    /// An IN channel is recycled once its proxy has acknowledged what it owes an acknowledgment for, and thereby shown that it is open as far
    /// as the server: until then it, or the server, is still busy with the recycling before and would refuse the next successor. Before A5
    /// has been written they don't even know of this one.
    /// </summary>
    protected override Channel? Expiring => MayRecycleIn && IsSettled(InChannel.Sending.Window) ? InChannel : null;

    /// <inheritdoc/>
    protected override bool IsHeldBack(Channel sender) =>
        base.IsHeldBack(sender) || (sender == InChannel && MayRecycleIn && sender.Sending.IsExpiring);

    // [rpch 2.1.2.1.7/5-6] a PDU that doesn't fit goes by a successor
    /// <inheritdoc/>
    protected override void Recycle() => InMachine.Fire(this, ClientInChannelTrigger.StartRecycle);

    // [rpch 3.2.2.4.2/1] outside opened it is an error
    // [rpch 3.2.2.4.2/2] copied into the IN channel's body
    /// <summary>Sending is valid in the state opened only (3.2.2.4.2).</summary>
    public override Channel? NextHop(Channel from)
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
    protected override Channel? HopTo(RoleName role, Channel from, RtsPdu pdu) => null;

    private bool MayRecycleIn => IsOpened && InState == ClientInChannelState.Opened && !IsA5Due;

    private static bool IsSettled(SendWindow window) => window.IsAcknowledged || window.IsFlowControlDisabled || !window.IsOwed;

    private Channel NewInChannel()
    {
        var channel = new Channel(ChannelLeg.ClientIn) { Cookie = _newCookie() };
        channel.Sending.LimitToRecycle(Variables.ChannelLifetime, Variables.InChannelReserve);
        return channel;
    }

    private Channel NewOutChannel()
    {
        var channel = new Channel(ChannelLeg.ClientOut) { Cookie = _newCookie() };
        channel.Receiving.Advertise(Variables.ReceiveWindowSize);
        return channel;
    }
}
