using static RpcHttpProxy.Protocol.Tests.Sample;

namespace RpcHttpProxy.Protocol.Tests;

/// <summary>One golden vector: what its bytes are and what the factory of that name has to write.</summary>
/// <param name="Kind">The PDU.</param>
/// <param name="Make">Calls the factory with the sample values: in a test, so that a fault in it is that test's rather than every test's.</param>
/// <param name="Fields">The accessors of <see cref="RtsPdu"/> that have a value, blank-separated.</param>
/// <param name="Variant">What is appended to the file name when a PDU has a second form.</param>
internal sealed record Golden(RtsPduKind Kind, Func<RtsPdu> Make, string Fields, string Variant = "")
{
    private const string Opening = "VirtualConnectionCookie ChannelCookie ";
    private const string Recycling = "VirtualConnectionCookie PredecessorChannelCookie SuccessorChannelCookie ";

    public RtsPdu Made => Make();

    public string FileName => TestKit.Vectors.NameOf(Kind.Name()) + Variant;

    public static readonly IReadOnlyList<Golden> All =
    [
        new(RtsPduKind.CONN_A1, () => RtsPdus.CONN_A1(VirtualConnection, OutChannel, Window), Opening + "ReceiveWindowSize"), // [rpch 2.2.4.2/1-7]
        new(RtsPduKind.CONN_A2, () => RtsPdus.CONN_A2(VirtualConnection, OutChannel, Lifetime, Window), // [rpch 2.2.4.3/1-8]
            Opening + "ChannelLifetime ReceiveWindowSize"),
        new(RtsPduKind.CONN_A3, () => RtsPdus.CONN_A3(ConnectionTimeout), "ConnectionTimeout"), // [rpch 2.2.4.4/1-4]
        new(RtsPduKind.CONN_B1, () => RtsPdus.CONN_B1(VirtualConnection, InChannel, Lifetime, Keepalive, AssociationGroup), // [rpch 2.2.4.5/1-9]
            Opening + "ChannelLifetime ClientKeepalive AssociationGroupId"),
        new(RtsPduKind.CONN_B2, () => RtsPdus.CONN_B2(VirtualConnection, InChannel, Window, ConnectionTimeout, AssociationGroup, IPv4), // [rpch 2.2.4.6/1-10]
            Opening + "ReceiveWindowSize ConnectionTimeout AssociationGroupId ClientAddress"),
        new(RtsPduKind.CONN_B2, () => RtsPdus.CONN_B2(VirtualConnection, InChannel, Window, ConnectionTimeout, AssociationGroup, IPv6),
            Opening + "ReceiveWindowSize ConnectionTimeout AssociationGroupId ClientAddress", "_IPv6"),
        new(RtsPduKind.CONN_B3, () => RtsPdus.CONN_B3(Window), "ReceiveWindowSize"), // [rpch 2.2.4.7/1-5]
        new(RtsPduKind.CONN_C1, () => RtsPdus.CONN_C1(Window, ConnectionTimeout), "ReceiveWindowSize ConnectionTimeout"), // [rpch 2.2.4.8/1-6]
        new(RtsPduKind.CONN_C2, () => RtsPdus.CONN_C2(Window, ConnectionTimeout), "ReceiveWindowSize ConnectionTimeout"), // [rpch 2.2.4.9/1-6]
        new(RtsPduKind.IN_R1_A1, () => RtsPdus.IN_R1_A1(VirtualConnection, Predecessor, Successor), Recycling), // [rpch 2.2.4.10/1-7]
        new(RtsPduKind.IN_R1_A2, () => RtsPdus.IN_R1_A2(VirtualConnection, Predecessor, Successor, Window, ConnectionTimeout), // [rpch 2.2.4.11/1-9]
            Recycling + "ReceiveWindowSize ConnectionTimeout"),
        new(RtsPduKind.IN_R1_A3, () => RtsPdus.IN_R1_A3(Window, ConnectionTimeout), "Destination ReceiveWindowSize ConnectionTimeout"), // [rpch 2.2.4.12/1-8]
        new(RtsPduKind.IN_R1_A4, () => RtsPdus.IN_R1_A4(Window, ConnectionTimeout), "Destination ReceiveWindowSize ConnectionTimeout"), // [rpch 2.2.4.13/1-8]
        new(RtsPduKind.IN_R1_A5, () => RtsPdus.IN_R1_A5(Successor), "SuccessorChannelCookie"), // [rpch 2.2.4.14/1-4]
        new(RtsPduKind.IN_R1_A6, () => RtsPdus.IN_R1_A6(Successor), "SuccessorChannelCookie"), // [rpch 2.2.4.15/1-4]
        new(RtsPduKind.IN_R1_B1, () => RtsPdus.IN_R1_B1(), ""), // [rpch 2.2.4.16/1-4]
        new(RtsPduKind.IN_R1_B2, () => RtsPdus.IN_R1_B2(Window), "ReceiveWindowSize"), // [rpch 2.2.4.17/1-4]
        new(RtsPduKind.IN_R2_A1, () => RtsPdus.IN_R2_A1(VirtualConnection, Predecessor, Successor), Recycling), // [rpch 2.2.4.18/1-7]
        new(RtsPduKind.IN_R2_A2, () => RtsPdus.IN_R2_A2(Successor), "SuccessorChannelCookie"), // [rpch 2.2.4.19/1-4]
        new(RtsPduKind.IN_R2_A3, () => RtsPdus.IN_R2_A3(), "Destination"), // [rpch 2.2.4.20/1-5]
        new(RtsPduKind.IN_R2_A4, () => RtsPdus.IN_R2_A4(), "Destination"), // [rpch 2.2.4.21/1-5]
        new(RtsPduKind.IN_R2_A5, () => RtsPdus.IN_R2_A5(Successor), "SuccessorChannelCookie"), // [rpch 2.2.4.22/1-4]
        new(RtsPduKind.OUT_R1_A1, () => RtsPdus.OUT_R1_A1(), "Destination"), // [rpch 2.2.4.23/1-5]
        new(RtsPduKind.OUT_R1_A2, () => RtsPdus.OUT_R1_A2(), "Destination"), // [rpch 2.2.4.24/1-5]
        new(RtsPduKind.OUT_R1_A3, () => RtsPdus.OUT_R1_A3(VirtualConnection, Predecessor, Successor, Window), Recycling + "ReceiveWindowSize"), // [rpch 2.2.4.25/1-8]
        new(RtsPduKind.OUT_R1_A4, () => RtsPdus.OUT_R1_A4(VirtualConnection, Predecessor, Successor, Lifetime, Window, ConnectionTimeout), // [rpch 2.2.4.26/1-10]
            Recycling + "ChannelLifetime ReceiveWindowSize ConnectionTimeout"),
        new(RtsPduKind.OUT_R1_A5, () => RtsPdus.OUT_R1_A5(ConnectionTimeout), "Destination ConnectionTimeout"), // [rpch 2.2.4.27/1-7]
        new(RtsPduKind.OUT_R1_A6, () => RtsPdus.OUT_R1_A6(ConnectionTimeout), "Destination ConnectionTimeout"), // [rpch 2.2.4.28/1-7]
        new(RtsPduKind.OUT_R1_A7, () => RtsPdus.OUT_R1_A7(Successor), "Destination SuccessorChannelCookie"), // [rpch 2.2.4.29/1-6]
        new(RtsPduKind.OUT_R1_A8, () => RtsPdus.OUT_R1_A8(Successor), "Destination SuccessorChannelCookie"), // [rpch 2.2.4.30/1-6]
        new(RtsPduKind.OUT_R1_A9, () => RtsPdus.OUT_R1_A9(), ""), // [rpch 2.2.4.31/1-4]
        new(RtsPduKind.OUT_R1_A10, () => RtsPdus.OUT_R1_A10(), ""), // [rpch 2.2.4.32/1-4]
        new(RtsPduKind.OUT_R1_A11, () => RtsPdus.OUT_R1_A11(), ""), // [rpch 2.2.4.33/1-4]
        new(RtsPduKind.OUT_R2_A1, () => RtsPdus.OUT_R2_A1(), "Destination"), // [rpch 2.2.4.34/1-5]
        new(RtsPduKind.OUT_R2_A2, () => RtsPdus.OUT_R2_A2(), "Destination"), // [rpch 2.2.4.35/1-5]
        new(RtsPduKind.OUT_R2_A3, () => RtsPdus.OUT_R2_A3(VirtualConnection, Predecessor, Successor, Window), Recycling + "ReceiveWindowSize"), // [rpch 2.2.4.36/1-8]
        new(RtsPduKind.OUT_R2_A4, () => RtsPdus.OUT_R2_A4(Successor), "SuccessorChannelCookie"), // [rpch 2.2.4.37/1-4]
        new(RtsPduKind.OUT_R2_A5, () => RtsPdus.OUT_R2_A5(), "Destination"), // [rpch 2.2.4.38/1-6]
        new(RtsPduKind.OUT_R2_A6, () => RtsPdus.OUT_R2_A6(), "Destination"), // [rpch 2.2.4.39/1-6]
        new(RtsPduKind.OUT_R2_A7, () => RtsPdus.OUT_R2_A7(Successor), "Destination SuccessorChannelCookie"), // [rpch 2.2.4.40/1-7]
        new(RtsPduKind.OUT_R2_A8, () => RtsPdus.OUT_R2_A8(Successor), "Destination SuccessorChannelCookie"), // [rpch 2.2.4.41/1-6]
        new(RtsPduKind.OUT_R2_B1, () => RtsPdus.OUT_R2_B1(), ""), // [rpch 2.2.4.42/1-4]
        new(RtsPduKind.OUT_R2_B2, () => RtsPdus.OUT_R2_B2(), ""), // [rpch 2.2.4.43/1-4]
        new(RtsPduKind.OUT_R2_B3, () => RtsPdus.OUT_R2_B3(), ""), // [rpch 2.2.4.44/1-4]
        new(RtsPduKind.OUT_R2_C1, () => RtsPdus.OUT_R2_C1(), ""), // [rpch 2.2.4.45/1-7]
        new(RtsPduKind.OUT_R2_C1, () => RtsPdus.OUT_R2_C1(12), "", "_Padding"),
        new(RtsPduKind.KeepAlive, () => RtsPdus.KeepAlive(Keepalive), "ClientKeepalive"), // [rpch 2.2.4.46/1-3]
        new(RtsPduKind.PingTrafficSentNotify, () => RtsPdus.PingTrafficSentNotify(PingTraffic), "PingTrafficSent"), // [rpch 2.2.4.47/1-4]
        new(RtsPduKind.Echo, () => RtsPdus.Echo(), ""), // [rpch 2.2.4.48/1-2]
        new(RtsPduKind.Ping, () => RtsPdus.Ping(), ""), // [rpch 2.2.4.49/1-2]
        new(RtsPduKind.FlowControlAck, () => RtsPdus.FlowControlAck(Ack), "Ack"), // [rpch 2.2.4.50/1-5]
        new(RtsPduKind.FlowControlAckWithDestination, () => RtsPdus.FlowControlAckWithDestination(ForwardDestination.FDOutProxy, Ack), // [rpch 2.2.4.51/1-6]
            "Destination Ack"),
    ];

    /// <summary>The file names, as theory data.</summary>
    public static TheoryData<string> FileNames => [.. All.Select(golden => golden.FileName)];

    public static Golden Of(string fileName) => All.Single(golden => golden.FileName == fileName);
}
