using static RpcHttpProxy.Protocol.Tests.Sample;

namespace RpcHttpProxy.Protocol.Tests;

/// <summary>One golden vector: what its bytes are and what the factory of that name has to write.</summary>
/// <param name="Kind">The PDU.</param>
/// <param name="Made">What the factory makes of the sample values.</param>
/// <param name="Fields">The accessors of <see cref="RtsPdu"/> that have a value, blank-separated.</param>
/// <param name="Variant">What is appended to the file name when a PDU has a second form.</param>
internal sealed record Golden(RtsPduKind Kind, RtsPdu Made, string Fields, string Variant = "")
{
    private const string Opening = "VirtualConnectionCookie ChannelCookie ";
    private const string Recycling = "VirtualConnectionCookie PredecessorChannelCookie SuccessorChannelCookie ";

    public string FileName => TestKit.Vectors.NameOf(Kind.Name()) + Variant;

    public static readonly IReadOnlyList<Golden> All =
    [
        new(RtsPduKind.CONN_A1, RtsPdus.CONN_A1(VirtualConnection, OutChannel, Window), Opening + "ReceiveWindowSize"),
        new(RtsPduKind.CONN_A2, RtsPdus.CONN_A2(VirtualConnection, OutChannel, Lifetime, Window),
            Opening + "ChannelLifetime ReceiveWindowSize"),
        new(RtsPduKind.CONN_A3, RtsPdus.CONN_A3(ConnectionTimeout), "ConnectionTimeout"),
        new(RtsPduKind.CONN_B1, RtsPdus.CONN_B1(VirtualConnection, InChannel, Lifetime, Keepalive, AssociationGroup),
            Opening + "ChannelLifetime ClientKeepalive AssociationGroupId"),
        new(RtsPduKind.CONN_B2, RtsPdus.CONN_B2(VirtualConnection, InChannel, Window, ConnectionTimeout, AssociationGroup, IPv4),
            Opening + "ReceiveWindowSize ConnectionTimeout AssociationGroupId ClientAddress"),
        new(RtsPduKind.CONN_B2, RtsPdus.CONN_B2(VirtualConnection, InChannel, Window, ConnectionTimeout, AssociationGroup, IPv6),
            Opening + "ReceiveWindowSize ConnectionTimeout AssociationGroupId ClientAddress", "_IPv6"),
        new(RtsPduKind.CONN_B3, RtsPdus.CONN_B3(Window), "ReceiveWindowSize"),
        new(RtsPduKind.CONN_C1, RtsPdus.CONN_C1(Window, ConnectionTimeout), "ReceiveWindowSize ConnectionTimeout"),
        new(RtsPduKind.CONN_C2, RtsPdus.CONN_C2(Window, ConnectionTimeout), "ReceiveWindowSize ConnectionTimeout"),
        new(RtsPduKind.IN_R1_A1, RtsPdus.IN_R1_A1(VirtualConnection, Predecessor, Successor), Recycling),
        new(RtsPduKind.IN_R1_A2, RtsPdus.IN_R1_A2(VirtualConnection, Predecessor, Successor, Window, ConnectionTimeout),
            Recycling + "ReceiveWindowSize ConnectionTimeout"),
        new(RtsPduKind.IN_R1_A3, RtsPdus.IN_R1_A3(Window, ConnectionTimeout), "Destination ReceiveWindowSize ConnectionTimeout"),
        new(RtsPduKind.IN_R1_A4, RtsPdus.IN_R1_A4(Window, ConnectionTimeout), "Destination ReceiveWindowSize ConnectionTimeout"),
        new(RtsPduKind.IN_R1_A5, RtsPdus.IN_R1_A5(Successor), "SuccessorChannelCookie"),
        new(RtsPduKind.IN_R1_A6, RtsPdus.IN_R1_A6(Successor), "SuccessorChannelCookie"),
        new(RtsPduKind.IN_R1_B1, RtsPdus.IN_R1_B1(), ""),
        new(RtsPduKind.IN_R1_B2, RtsPdus.IN_R1_B2(Window), "ReceiveWindowSize"),
        new(RtsPduKind.IN_R2_A1, RtsPdus.IN_R2_A1(VirtualConnection, Predecessor, Successor), Recycling),
        new(RtsPduKind.IN_R2_A2, RtsPdus.IN_R2_A2(Successor), "SuccessorChannelCookie"),
        new(RtsPduKind.IN_R2_A3, RtsPdus.IN_R2_A3(), "Destination"),
        new(RtsPduKind.IN_R2_A4, RtsPdus.IN_R2_A4(), "Destination"),
        new(RtsPduKind.IN_R2_A5, RtsPdus.IN_R2_A5(Successor), "SuccessorChannelCookie"),
        new(RtsPduKind.OUT_R1_A1, RtsPdus.OUT_R1_A1(), "Destination"),
        new(RtsPduKind.OUT_R1_A2, RtsPdus.OUT_R1_A2(), "Destination"),
        new(RtsPduKind.OUT_R1_A3, RtsPdus.OUT_R1_A3(VirtualConnection, Predecessor, Successor, Window), Recycling + "ReceiveWindowSize"),
        new(RtsPduKind.OUT_R1_A4, RtsPdus.OUT_R1_A4(VirtualConnection, Predecessor, Successor, Lifetime, Window, ConnectionTimeout),
            Recycling + "ChannelLifetime ReceiveWindowSize ConnectionTimeout"),
        new(RtsPduKind.OUT_R1_A5, RtsPdus.OUT_R1_A5(ConnectionTimeout), "Destination ConnectionTimeout"),
        new(RtsPduKind.OUT_R1_A6, RtsPdus.OUT_R1_A6(ConnectionTimeout), "Destination ConnectionTimeout"),
        new(RtsPduKind.OUT_R1_A7, RtsPdus.OUT_R1_A7(Successor), "Destination SuccessorChannelCookie"),
        new(RtsPduKind.OUT_R1_A8, RtsPdus.OUT_R1_A8(Successor), "Destination SuccessorChannelCookie"),
        new(RtsPduKind.OUT_R1_A9, RtsPdus.OUT_R1_A9(), ""),
        new(RtsPduKind.OUT_R1_A10, RtsPdus.OUT_R1_A10(), ""),
        new(RtsPduKind.OUT_R1_A11, RtsPdus.OUT_R1_A11(), ""),
        new(RtsPduKind.OUT_R2_A1, RtsPdus.OUT_R2_A1(), "Destination"),
        new(RtsPduKind.OUT_R2_A2, RtsPdus.OUT_R2_A2(), "Destination"),
        new(RtsPduKind.OUT_R2_A3, RtsPdus.OUT_R2_A3(VirtualConnection, Predecessor, Successor, Window), Recycling + "ReceiveWindowSize"),
        new(RtsPduKind.OUT_R2_A4, RtsPdus.OUT_R2_A4(Successor), "SuccessorChannelCookie"),
        new(RtsPduKind.OUT_R2_A5, RtsPdus.OUT_R2_A5(), "Destination"),
        new(RtsPduKind.OUT_R2_A6, RtsPdus.OUT_R2_A6(), "Destination"),
        new(RtsPduKind.OUT_R2_A7, RtsPdus.OUT_R2_A7(Successor), "Destination SuccessorChannelCookie"),
        new(RtsPduKind.OUT_R2_A8, RtsPdus.OUT_R2_A8(Successor), "Destination SuccessorChannelCookie"),
        new(RtsPduKind.OUT_R2_B1, RtsPdus.OUT_R2_B1(), ""),
        new(RtsPduKind.OUT_R2_B2, RtsPdus.OUT_R2_B2(), ""),
        new(RtsPduKind.OUT_R2_B3, RtsPdus.OUT_R2_B3(), ""),
        new(RtsPduKind.OUT_R2_C1, RtsPdus.OUT_R2_C1(), ""),
        new(RtsPduKind.OUT_R2_C1, RtsPdus.OUT_R2_C1(12), "", "_Padding"),
        new(RtsPduKind.KeepAlive, RtsPdus.KeepAlive(Keepalive), "ClientKeepalive"),
        new(RtsPduKind.PingTrafficSentNotify, RtsPdus.PingTrafficSentNotify(PingTraffic), "PingTrafficSent"),
        new(RtsPduKind.Echo, RtsPdus.Echo(), ""),
        new(RtsPduKind.Ping, RtsPdus.Ping(), ""),
        new(RtsPduKind.FlowControlAck, RtsPdus.FlowControlAck(Ack), "Ack"),
        new(RtsPduKind.FlowControlAckWithDestination, RtsPdus.FlowControlAckWithDestination(ForwardDestination.FDOutProxy, Ack),
            "Destination Ack"),
    ];

    /// <summary>The file names, as theory data.</summary>
    public static TheoryData<string> FileNames => [.. All.Select(golden => golden.FileName)];

    public static Golden Of(string fileName) => All.Single(golden => golden.FileName == fileName);
}
