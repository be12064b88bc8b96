using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Invariants.Figures;

/// <summary>The RTS PDUs of no figure (2.2.4.46 to 2.2.4.51), and where each may go.</summary>
internal static class PassingPdus
{
    /// <summary>True for what may go on a hop at any time, while its channel is there.</summary>
    public static bool MayGo(RtsPdu pdu, Hop hop) => (hop, pdu.Shape) switch
    {
        (Hop.ClientToIn, RtsPduShape.Ping or RtsPduShape.KeepAlive) => true,
        (Hop.OutToClient, RtsPduShape.Ping) => true,
        (Hop.OutToServer, RtsPduShape.PingTrafficSentNotify) => true,
        (Hop.OutToServer or Hop.ServerToIn, RtsPduShape.FlowControlAck) => true,
        (Hop.ClientToIn, RtsPduShape.FlowControlAckWithDestination) => pdu.Destination == ForwardDestination.FDOutProxy,
        (Hop.OutToClient, RtsPduShape.FlowControlAckWithDestination) => pdu.Destination == ForwardDestination.FDClient,
        (Hop.InToServer or Hop.ServerToOut, RtsPduShape.FlowControlAckWithDestination) =>
            pdu.Destination is ForwardDestination.FDClient or ForwardDestination.FDOutProxy,
        _ => false,
    };
}
