using System.Collections.Immutable;
using static RpcHttpProxy.Protocol.RtsCommandType;
using static RpcHttpProxy.Protocol.RtsFlags;
using Kind = RpcHttpProxy.Protocol.RtsPduKind;
using Shape = RpcHttpProxy.Protocol.RtsPduShape;

namespace RpcHttpProxy.Protocol;

/// <summary>The table of 2.2.4: each RTS PDU with its name, section, flags, command list and shape.</summary>
public static class RtsPduCatalog
{
    /* Names the command here; the bare word would also be System.Version. */
    private const RtsCommandType Version = RtsCommandType.Version;

    /// <summary>All RTS PDUs in the order of their sections; the index is the <see cref="RtsPduKind"/>.</summary>
    public static ImmutableArray<RtsPduDescription> All { get; } =
    [
        Row(Kind.CONN_A1, "CONN/A1", "2.2.4.2", None, Shape.CONN_A1, Version, Cookie, Cookie, ReceiveWindowSize), // [rpch 2.2.4.2/1-7] flags, commands, order
        Row(Kind.CONN_A2, "CONN/A2", "2.2.4.3", OutChannel, Shape.CONN_A2, Version, Cookie, Cookie, ChannelLifetime, ReceiveWindowSize), // [rpch 2.2.4.3/1-8] flags, commands, order
        Row(Kind.CONN_A3, "CONN/A3", "2.2.4.4", None, Shape.CONN_A3, ConnectionTimeout), // [rpch 2.2.4.4/1-4] flags, commands, order
        Row(Kind.CONN_B1, "CONN/B1", "2.2.4.5", None, Shape.CONN_B1, // [rpch 2.2.4.5/1-9] flags, commands, order
            Version, Cookie, Cookie, ChannelLifetime, ClientKeepalive, AssociationGroupId),
        Row(Kind.CONN_B2, "CONN/B2", "2.2.4.6", InChannel, Shape.CONN_B2, // [rpch 2.2.4.6/1-10] flags, commands, order
            Version, Cookie, Cookie, ReceiveWindowSize, ConnectionTimeout, AssociationGroupId, ClientAddress),
        Row(Kind.CONN_B3, "CONN/B3", "2.2.4.7", None, Shape.CONN_B3, ReceiveWindowSize, Version), // [rpch 2.2.4.7/1-5] flags, commands, order
        Row(Kind.CONN_C1, "CONN/C1", "2.2.4.8", None, Shape.CONN_C, Version, ReceiveWindowSize, ConnectionTimeout), // [rpch 2.2.4.8/1-6] flags, commands, order
        Row(Kind.CONN_C2, "CONN/C2", "2.2.4.9", None, Shape.CONN_C, Version, ReceiveWindowSize, ConnectionTimeout), // [rpch 2.2.4.9/1-6] flags, commands, order
        Row(Kind.IN_R1_A1, "IN_R1/A1", "2.2.4.10", RecycleChannel, Shape.IN_R_A1, Version, Cookie, Cookie, Cookie), // [rpch 2.2.4.10/1-7] flags, commands, order
        Row(Kind.IN_R1_A2, "IN_R1/A2", "2.2.4.11", InChannel | RecycleChannel, Shape.IN_R1_A2, // [rpch 2.2.4.11/1-9] flags, commands, order
            Version, Cookie, Cookie, Cookie, ReceiveWindowSize, ConnectionTimeout),
        Row(Kind.IN_R1_A3, "IN_R1/A3", "2.2.4.12", None, Shape.IN_R1_A3_A4, Destination, Version, ReceiveWindowSize, ConnectionTimeout), // [rpch 2.2.4.12/1-8] flags, commands, order
        Row(Kind.IN_R1_A4, "IN_R1/A4", "2.2.4.13", None, Shape.IN_R1_A3_A4, Destination, Version, ReceiveWindowSize, ConnectionTimeout), // [rpch 2.2.4.13/1-8] flags, commands, order
        Row(Kind.IN_R1_A5, "IN_R1/A5", "2.2.4.14", None, Shape.Cookie, Cookie), // [rpch 2.2.4.14/1-4] flags, commands, order
        Row(Kind.IN_R1_A6, "IN_R1/A6", "2.2.4.15", None, Shape.Cookie, Cookie), // [rpch 2.2.4.15/1-4] flags, commands, order
        Row(Kind.IN_R1_B1, "IN_R1/B1", "2.2.4.16", None, Shape.Empty, Empty), // [rpch 2.2.4.16/1-4] flags, commands, order
        Row(Kind.IN_R1_B2, "IN_R1/B2", "2.2.4.17", None, Shape.ReceiveWindowSize, ReceiveWindowSize), // [rpch 2.2.4.17/1-4] flags, commands, order
        Row(Kind.IN_R2_A1, "IN_R2/A1", "2.2.4.18", RecycleChannel, Shape.IN_R_A1, Version, Cookie, Cookie, Cookie), // [rpch 2.2.4.18/1-7] flags, commands, order
        Row(Kind.IN_R2_A2, "IN_R2/A2", "2.2.4.19", None, Shape.Cookie, Cookie), // [rpch 2.2.4.19/1-4] flags, commands, order
        Row(Kind.IN_R2_A3, "IN_R2/A3", "2.2.4.20", None, Shape.Destination, Destination), // [rpch 2.2.4.20/1-5] flags, commands, order
        Row(Kind.IN_R2_A4, "IN_R2/A4", "2.2.4.21", None, Shape.Destination, Destination), // [rpch 2.2.4.21/1-5] flags, commands, order
        Row(Kind.IN_R2_A5, "IN_R2/A5", "2.2.4.22", None, Shape.Cookie, Cookie), // [rpch 2.2.4.22/1-4] flags, commands, order
        Row(Kind.OUT_R1_A1, "OUT_R1/A1", "2.2.4.23", RecycleChannel, Shape.OUT_R_A1_A2, Destination), // [rpch 2.2.4.23/1-5] flags, commands, order
        Row(Kind.OUT_R1_A2, "OUT_R1/A2", "2.2.4.24", RecycleChannel, Shape.OUT_R_A1_A2, Destination), // [rpch 2.2.4.24/1-5] flags, commands, order
        Row(Kind.OUT_R1_A3, "OUT_R1/A3", "2.2.4.25", RecycleChannel, Shape.OUT_R_A3, Version, Cookie, Cookie, Cookie, ReceiveWindowSize), // [rpch 2.2.4.25/1-8] flags, commands, order
        Row(Kind.OUT_R1_A4, "OUT_R1/A4", "2.2.4.26", RecycleChannel | OutChannel, Shape.OUT_R1_A4, // [rpch 2.2.4.26/1-10] flags, commands, order
            Version, Cookie, Cookie, Cookie, ChannelLifetime, ReceiveWindowSize, ConnectionTimeout),
        Row(Kind.OUT_R1_A5, "OUT_R1/A5", "2.2.4.27", OutChannel, Shape.OUT_R1_A5_A6, Destination, Version, ConnectionTimeout), // [rpch 2.2.4.27/1-7] flags, commands, order
        Row(Kind.OUT_R1_A6, "OUT_R1/A6", "2.2.4.28", OutChannel, Shape.OUT_R1_A5_A6, Destination, Version, ConnectionTimeout), // [rpch 2.2.4.28/1-7] flags, commands, order
        Row(Kind.OUT_R1_A7, "OUT_R1/A7", "2.2.4.29", OutChannel, Shape.OUT_R_A7_A8, Destination, Cookie), // [rpch 2.2.4.29/1-6] flags, commands, order
        Row(Kind.OUT_R1_A8, "OUT_R1/A8", "2.2.4.30", OutChannel, Shape.OUT_R_A7_A8, Destination, Cookie), // [rpch 2.2.4.30/1-6] flags, commands, order
        Row(Kind.OUT_R1_A9, "OUT_R1/A9", "2.2.4.31", None, Shape.ANCE, ANCE), // [rpch 2.2.4.31/1-4] flags, commands, order
        Row(Kind.OUT_R1_A10, "OUT_R1/A10", "2.2.4.32", None, Shape.ANCE, ANCE), // [rpch 2.2.4.32/1-4] flags, commands, order
        Row(Kind.OUT_R1_A11, "OUT_R1/A11", "2.2.4.33", None, Shape.ANCE, ANCE), // [rpch 2.2.4.33/1-4] flags, commands, order
        Row(Kind.OUT_R2_A1, "OUT_R2/A1", "2.2.4.34", RecycleChannel, Shape.OUT_R_A1_A2, Destination), // [rpch 2.2.4.34/1-5] flags, commands, order
        Row(Kind.OUT_R2_A2, "OUT_R2/A2", "2.2.4.35", RecycleChannel, Shape.OUT_R_A1_A2, Destination), // [rpch 2.2.4.35/1-5] flags, commands, order
        Row(Kind.OUT_R2_A3, "OUT_R2/A3", "2.2.4.36", RecycleChannel, Shape.OUT_R_A3, Version, Cookie, Cookie, Cookie, ReceiveWindowSize), // [rpch 2.2.4.36/1-8] flags, commands, order
        Row(Kind.OUT_R2_A4, "OUT_R2/A4", "2.2.4.37", None, Shape.Cookie, Cookie), // [rpch 2.2.4.37/1-4] flags, commands, order
        Row(Kind.OUT_R2_A5, "OUT_R2/A5", "2.2.4.38", None, Shape.DestinationANCE, Destination, ANCE), // [rpch 2.2.4.38/1-6] flags, commands, order
        Row(Kind.OUT_R2_A6, "OUT_R2/A6", "2.2.4.39", None, Shape.DestinationANCE, Destination, ANCE), // [rpch 2.2.4.39/1-6] flags, commands, order
        Row(Kind.OUT_R2_A7, "OUT_R2/A7", "2.2.4.40", OutChannel, Shape.OUT_R2_A7, Destination, Cookie, Version), // [rpch 2.2.4.40/1-7] flags, commands, order
        Row(Kind.OUT_R2_A8, "OUT_R2/A8", "2.2.4.41", OutChannel, Shape.OUT_R_A7_A8, Destination, Cookie), // [rpch 2.2.4.41/1-6] flags, commands, order
        Row(Kind.OUT_R2_B1, "OUT_R2/B1", "2.2.4.42", None, Shape.ANCE, ANCE), // [rpch 2.2.4.42/1-4] flags, commands, order
        Row(Kind.OUT_R2_B2, "OUT_R2/B2", "2.2.4.43", None, Shape.NegativeANCE, NegativeANCE), // [rpch 2.2.4.43/1-4] flags, commands, order
        Row(Kind.OUT_R2_B3, "OUT_R2/B3", "2.2.4.44", Eof, Shape.OUT_R2_B3, ANCE), // [rpch 2.2.4.44/1-4] flags, commands, order
        Row(Kind.OUT_R2_C1, "OUT_R2/C1", "2.2.4.45", Ping, Shape.OUT_R2_C1, Empty), // [rpch 2.2.4.45/1-7] flag; Empty, or Padding where it has to be as long as OUT_R1/A11
        Row(Kind.KeepAlive, "Keep-Alive", "2.2.4.46", OtherCmd, Shape.KeepAlive, ClientKeepalive), // [rpch 2.2.4.46/1-3] flags, commands, order
        Row(Kind.PingTrafficSentNotify, "Ping Traffic Sent Notify", "2.2.4.47", OtherCmd, Shape.PingTrafficSentNotify, // [rpch 2.2.4.47/1-4] flags, commands, order
            PingTrafficSentNotify),
        Row(Kind.Echo, "Echo", "2.2.4.48", Echo, Shape.Echo), // [rpch 2.2.4.48/1-2] flags, commands, order
        Row(Kind.Ping, "Ping", "2.2.4.49", Ping, Shape.Ping), // [rpch 2.2.4.49/1-2] flags, commands, order
        Row(Kind.FlowControlAck, "FlowControlAck", "2.2.4.50", OtherCmd, Shape.FlowControlAck, FlowControlAck), // [rpch 2.2.4.50/1-5] flags, commands, order
        Row(Kind.FlowControlAckWithDestination, "FlowControlAckWithDestination", "2.2.4.51", OtherCmd, Shape.FlowControlAckWithDestination, // [rpch 2.2.4.51/1-6] flags, commands, order
            Destination, FlowControlAck),
    ];

    /// <summary>The other form of OUT_R2/C1, for a client that has to fill more than four bytes (2.2.4.45).</summary>
    private static readonly RtsPduDescription _paddedC1 = Describe(Kind.OUT_R2_C1) with { Commands = [Padding] };

    private static readonly ImmutableArray<RtsPduDescription> _forms = [.. All.DistinctBy(pdu => pdu.Shape), _paddedC1];

    private static readonly ImmutableArray<ImmutableArray<Kind>> _kindsByShape =
        [.. Enum.GetValues<Shape>().Select(shape => All.Where(pdu => pdu.Shape == shape).Select(pdu => pdu.Kind).ToImmutableArray())];

    /// <summary>The row of one RTS PDU.</summary>
    public static RtsPduDescription Describe(Kind kind) => All[(int)kind];

    /// <summary>The name as the specification prints it, such as <c>CONN/A1</c> or <c>Keep-Alive</c>.</summary>
    public static string Name(this Kind kind) => Describe(kind).Name;

    /// <summary>The RTS PDUs that have this shape, at least one.</summary>
    public static ImmutableArray<Kind> KindsOf(Shape shape) => _kindsByShape[(int)shape];

    // [rpch 2.2.3.6.1/13-15] Flags: those of the PDU's own section, and no other
    /// <summary>Finds the shape that has exactly these flags and these commands in this order.</summary>
    public static bool TryFindShape(RtsFlags flags, ReadOnlySpan<RtsCommandType> commands, out Shape shape)
    {
        foreach (RtsPduDescription form in _forms)
        {
            if (form.Flags != flags || !form.Commands.AsSpan().SequenceEqual(commands))
            {
                continue;
            }

            shape = form.Shape;
            return true;
        }

        shape = default;
        return false;
    }

    /// <summary>The longest command list of any RTS PDU; a PDU with more has no shape.</summary>
    internal static int MaxCommands { get; } = All.Max(pdu => pdu.Commands.Length);

    private static RtsPduDescription Row(
        Kind kind, string name, string section, RtsFlags flags, Shape shape, params ImmutableArray<RtsCommandType> commands) =>
        new(kind, name, section, flags, commands, shape);
}
