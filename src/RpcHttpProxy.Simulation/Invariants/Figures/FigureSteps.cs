using static RpcHttpProxy.Protocol.RtsPduShape;
using static RpcHttpProxy.Simulation.Invariants.Figures.Place;
using static RpcHttpProxy.Simulation.Wires.Hop;

namespace RpcHttpProxy.Simulation.Invariants.Figures;

/// <summary>
/// Figures 17 to 21 of [MS-RPCH] (3.2.1.5.3), arrow by arrow; who sends what to whom on which channel is said once more in 2.2.4.2 to
/// 2.2.4.45. Nothing here was taken from the machines, which this is
/// to be held against.
/// </summary>
internal static class FigureSteps
{
    /// <summary>Figure 17: a virtual connection is opened.</summary>
    public static Figure Conn { get; } = new("CONN",
    [
        new("A1", CONN_A1, ClientToOut, Other),
        new("B1", CONN_B1, ClientToIn, Other),
        new("A2", CONN_A2, OutToServer, Other, "A1"),
        new("A3", CONN_A3, OutToClient, Other, "A1"),
        new("B2", CONN_B2, InToServer, Other, "B1"),
        new("B3", CONN_B3, ServerToIn, Other, "A2", "B2"),
        new("C1", CONN_C, ServerToOut, Other, "A2", "B2"),
        new("C2", CONN_C, OutToClient, Other, "A3", "C1"),
    ]);

    /// <summary>Figure 18: the IN channel is succeeded by one by way of another inbound proxy.</summary>
    public static Figure InR1 { get; } = new("IN_R1",
    [
        new("A1", IN_R_A1, ClientToIn, Successor),
        new("A2", IN_R1_A2, InToServer, Successor, "A1"),
        new("A3", IN_R1_A3_A4, ServerToOut, Other, "A2"),
        new("A4", IN_R1_A3_A4, OutToClient, Other, "A3"),
        new("A5", Cookie, ClientToIn, Predecessor, "A4"),
        new("A6", Cookie, InToServer, Predecessor, "A5"),
        new("B1", Empty, InToServer, Predecessor, "A6"),
        new("B2", ReceiveWindowSize, ServerToIn, Successor, "B1"),
    ]);

    /// <summary>Figure 19: the IN channel is succeeded by one by way of the same inbound proxy.</summary>
    public static Figure InR2 { get; } = new("IN_R2",
    [
        new("A1", IN_R_A1, ClientToIn, Successor),
        new("A2", Cookie, InToServer, Predecessor, "A1"),
        new("A3", Destination, ServerToOut, Other, "A2"),
        new("A4", Destination, OutToClient, Other, "A3"),
        new("A5", Cookie, ClientToIn, Predecessor, "A4"),
    ]);

    /// <summary>Figure 20: the OUT channel is succeeded by one by way of another outbound proxy.</summary>
    public static Figure OutR1 { get; } = new("OUT_R1",
    [
        new("A1", OUT_R_A1_A2, ServerToOut, Predecessor),
        new("A2", OUT_R_A1_A2, OutToClient, Predecessor, "A1"),
        new("A3", OUT_R_A3, ClientToOut, Successor, "A2"),
        new("A4", OUT_R1_A4, OutToServer, Successor, "A3"),
        new("A5", OUT_R1_A5_A6, ServerToOut, Predecessor, "A4"),
        new("A6", OUT_R1_A5_A6, OutToClient, Predecessor, "A5"),
        new("A7", OUT_R_A7_A8, ClientToIn, Other, "A6"),
        new("A8", OUT_R_A7_A8, InToServer, Other, "A7"),
        new("A9", ANCE, ServerToOut, Predecessor, "A8"),
        new("A10", ANCE, OutToClient, Predecessor, "A9"),
        new("A11", ANCE, ClientToOut, Successor, "A10"),
    ]);

    /// <summary>Figure 21: the OUT channel is succeeded by one by way of the same outbound proxy.</summary>
    public static Figure OutR2 { get; } = new("OUT_R2",
    [
        new("A1", OUT_R_A1_A2, ServerToOut, Predecessor),
        new("A2", OUT_R_A1_A2, OutToClient, Predecessor, "A1"),
        new("A3", OUT_R_A3, ClientToOut, Successor, "A2"),
        new("A4", Cookie, OutToServer, Predecessor, "A3"),
        new("A5", DestinationANCE, ServerToOut, Predecessor, "A4"),
        new("A6", DestinationANCE, OutToClient, Predecessor, "A5"),
        new("A7", OUT_R2_A7, ClientToIn, Other, "A6"),
        new("C1", OUT_R2_C1, ClientToOut, Successor, "A6"),
        new("A8", OUT_R2_A7, InToServer, Other, "A7"),
        new("B1", ANCE, ServerToOut, Predecessor, "A8"),
        new("B3", OUT_R2_B3, OutToClient, Predecessor, "B1"),
    ]);
}
