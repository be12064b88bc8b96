using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core;

/// <summary>Which PDU tells a role that a channel has been recycled.</summary>
public static class RecyclingSequences
{
    /// <summary>
    /// The sequence whose last PDU for a role <paramref name="received"/> is; null when it is none's. Of two inbound or outbound proxies
    /// (IN_R1, OUT_R1) that is the successor's: each recycling is counted once in each role.
    /// </summary>
    public static RecyclingSequence? EndedBy(RoleName role, RtsPduKind received) => (role, received) switch
    {
        (RoleName.Client, RtsPduKind.IN_R1_A4) => RecyclingSequence.IN_R1,
        (RoleName.Client, RtsPduKind.IN_R2_A4) => RecyclingSequence.IN_R2,
        (RoleName.Client, RtsPduKind.OUT_R1_A10) => RecyclingSequence.OUT_R1,
        (RoleName.Client, RtsPduKind.OUT_R2_B3) => RecyclingSequence.OUT_R2,
        (RoleName.InboundProxy, RtsPduKind.IN_R1_B2) => RecyclingSequence.IN_R1,
        (RoleName.InboundProxy, RtsPduKind.IN_R2_A5) => RecyclingSequence.IN_R2,
        (RoleName.OutboundProxy, RtsPduKind.OUT_R1_A11) => RecyclingSequence.OUT_R1,
        (RoleName.OutboundProxy, RtsPduKind.OUT_R2_C1) => RecyclingSequence.OUT_R2,
        (RoleName.Server, RtsPduKind.IN_R1_B1) => RecyclingSequence.IN_R1,
        (RoleName.Server, RtsPduKind.IN_R2_A2) => RecyclingSequence.IN_R2,
        (RoleName.Server, RtsPduKind.OUT_R1_A8) => RecyclingSequence.OUT_R1,
        (RoleName.Server, RtsPduKind.OUT_R2_A7 or RtsPduKind.OUT_R2_A8) => RecyclingSequence.OUT_R2, // A7 passed on as it is
        _ => null,
    };
}
