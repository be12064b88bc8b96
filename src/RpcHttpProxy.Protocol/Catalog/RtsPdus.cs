using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Kind = RpcHttpProxy.Protocol.RtsPduKind;

namespace RpcHttpProxy.Protocol;

/// <summary>
/// The only way to make an RTS PDU: one factory a kind, its parameters in the order of the command list. What the specification fixes
/// is no parameter: Version is 1, and a Destination is one only where it may vary. A value outside the range of its section throws
/// <see cref="ArgumentOutOfRangeException"/>.
/// </summary>
public static partial class RtsPdus
{
    /* frag_length has 16 bits: 65 535 less the header (20), the command type (4) and the count (4). */
    private const int MaxPaddingLength = ushort.MaxValue - RtsPdu.HeaderLength - RtsCommand.TypeLength - PaddingCommand.CountLength;

    private static readonly VersionCommand _version = new(VersionCommand.Current);
    private static readonly EmptyCommand _empty = new();
    private static readonly ANCECommand _ance = new();
    private static readonly NegativeANCECommand _negativeAnce = new();
    private static readonly DestinationCommand _toClient = new(ForwardDestination.FDClient);
    private static readonly DestinationCommand _toServer = new(ForwardDestination.FDServer);
    private static readonly RtsPdu _echo = Make(Kind.Echo);
    private static readonly RtsPdu _ping = Make(Kind.Ping);

    /// <summary>CONN/A1: client to outbound proxy, opens the OUT channel (2.2.4.2).</summary>
    public static RtsPdu CONN_A1(RtsCookie virtualConnection, RtsCookie outChannel, uint receiveWindowSize) =>
        Make(Kind.CONN_A1, _version, Cookie(virtualConnection), Cookie(outChannel), Window(receiveWindowSize));

    /// <summary>CONN/A2: outbound proxy to server, opens the OUT channel (2.2.4.3).</summary>
    public static RtsPdu CONN_A2(RtsCookie virtualConnection, RtsCookie outChannel, uint channelLifetime, uint receiveWindowSize) =>
        Make(Kind.CONN_A2, _version, Cookie(virtualConnection), Cookie(outChannel), Lifetime(channelLifetime), Window(receiveWindowSize));

    /// <summary>CONN/A3: outbound proxy to client, its time-out for the OUT channel (2.2.4.4).</summary>
    public static RtsPdu CONN_A3(uint connectionTimeout) => Make(Kind.CONN_A3, Timeout(connectionTimeout));

    /// <summary>CONN/B1: client to inbound proxy, opens the IN channel (2.2.4.5).</summary>
    public static RtsPdu CONN_B1(
        RtsCookie virtualConnection, RtsCookie inChannel, uint channelLifetime, uint clientKeepalive, RtsCookie associationGroupId) =>
        Make(Kind.CONN_B1,
            _version, Cookie(virtualConnection), Cookie(inChannel),
            Lifetime(channelLifetime), Keepalive(clientKeepalive), new AssociationGroupIdCommand(associationGroupId));

    /// <summary>CONN/B2: inbound proxy to server, opens the IN channel (2.2.4.6).</summary>
    public static RtsPdu CONN_B2(
        RtsCookie virtualConnection, RtsCookie inChannel, uint receiveWindowSize, uint connectionTimeout,
        RtsCookie associationGroupId, IPAddress clientAddress) =>
        Make(Kind.CONN_B2,
            _version, Cookie(virtualConnection), Cookie(inChannel), Window(receiveWindowSize),
            Timeout(connectionTimeout), new AssociationGroupIdCommand(associationGroupId), Address(clientAddress));

    /// <summary>CONN/B3: server to inbound proxy, the virtual connection stands (2.2.4.7).</summary>
    public static RtsPdu CONN_B3(uint receiveWindowSize) => Make(Kind.CONN_B3, Window(receiveWindowSize), _version);

    /// <summary>CONN/C1: server to outbound proxy, window and time-out of the inbound proxy (2.2.4.8).</summary>
    public static RtsPdu CONN_C1(uint receiveWindowSize, uint connectionTimeout) =>
        Make(Kind.CONN_C1, _version, Window(receiveWindowSize), Timeout(connectionTimeout));

    /// <summary>CONN/C2: outbound proxy to client, what CONN/C1 carried (2.2.4.9).</summary>
    public static RtsPdu CONN_C2(uint receiveWindowSize, uint connectionTimeout) =>
        Make(Kind.CONN_C2, _version, Window(receiveWindowSize), Timeout(connectionTimeout));

    /// <summary>Keep-Alive: client to inbound proxy, another keep-alive interval (2.2.4.46).</summary>
    public static RtsPdu KeepAlive(uint clientKeepalive) => Make(Kind.KeepAlive, Keepalive(clientKeepalive));

    /// <summary>Ping Traffic Sent Notify: outbound proxy to server, bytes of pings sent (2.2.4.47).</summary>
    public static RtsPdu PingTrafficSentNotify(uint pingTrafficSent) =>
        Make(Kind.PingTrafficSentNotify, new PingTrafficSentNotifyCommand(pingTrafficSent));

    /// <summary>Echo: proxy to client, the body of an echo response (2.2.4.48).</summary>
    public static RtsPdu Echo() => _echo;

    /// <summary>Ping: client to inbound proxy, or outbound proxy to client (2.2.4.49).</summary>
    public static RtsPdu Ping() => _ping;

    /// <summary>FlowControlAck: receiver to its sender (2.2.4.50).</summary>
    public static RtsPdu FlowControlAck(FlowControlAcknowledgment ack) => Make(Kind.FlowControlAck, new FlowControlAckCommand(ack));

    // [rpch 3.2.1.5.2/1] what is to be forwarded has a Destination
    /// <summary>FlowControlAckWithDestination: receiver to its sender, through those between (2.2.4.51).</summary>
    public static RtsPdu FlowControlAckWithDestination(ForwardDestination destination, FlowControlAcknowledgment ack) =>
        Make(Kind.FlowControlAckWithDestination, Destination(destination), new FlowControlAckCommand(ack));

    private static RtsPdu Make(Kind kind, params ImmutableArray<RtsCommand> commands)
    {
        RtsPduDescription description = RtsPduCatalog.Describe(kind);
        return new RtsPdu(description.Shape, kind, description.Flags, commands);
    }

    private static CookieCommand Cookie(RtsCookie value) => new(value);

    private static ReceiveWindowSizeCommand Window(uint value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        InRange(new ReceiveWindowSizeCommand(value), value, name);

    private static ConnectionTimeoutCommand Timeout(uint value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        InRange(new ConnectionTimeoutCommand(value), value, name);

    private static ChannelLifetimeCommand Lifetime(uint value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        InRange(new ChannelLifetimeCommand(value), value, name);

    private static ClientKeepaliveCommand Keepalive(uint value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        InRange(new ClientKeepaliveCommand(value), value, name);

    private static DestinationCommand Destination(
        ForwardDestination value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        InRange(new DestinationCommand(value), value, name);

    private static ClientAddressCommand Address(IPAddress value, [CallerArgumentExpression(nameof(value))] string name = "") =>
        value.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6
            ? new ClientAddressCommand(ClientAddressCommand.Normalize(value))
            : throw new ArgumentOutOfRangeException(name, value, "Only IPv4 and IPv6 addresses can be sent (2.2.3.2).");

    private static TCommand InRange<TCommand>(TCommand command, object value, string name)
        where TCommand : RtsCommand =>
        command.IsInRange
            ? command
            : throw new ArgumentOutOfRangeException(name, value, $"The {command.Type} command cannot carry this value (2.2.3.5).");
}
