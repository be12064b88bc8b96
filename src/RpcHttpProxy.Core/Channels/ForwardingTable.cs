using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Channels;

// [rpch 2.2.3.5/3, 2.2.3.5.14/1] a PDU with a Destination is forwarded to it
/// <summary>The forwarding table of 3.2.1.5.2: which role a PDU with a Destination command goes to next.</summary>
internal static class ForwardingTable
{
    /// <summary>True for the PDUs that the specification forwards; another PDU with a Destination is none of them.</summary>
    public static bool IsForwarded(RtsPduShape shape) => shape is RtsPduShape.FlowControlAckWithDestination
        or RtsPduShape.IN_R1_A3_A4 or RtsPduShape.Destination or RtsPduShape.OUT_R_A7_A8 or RtsPduShape.OUT_R2_A7
        or RtsPduShape.DestinationANCE;

    /// <summary>
    /// True when a PDU of this shape may be for <paramref name="destination"/>: an acknowledgment for anybody (2.2.4.51), of the others those
    /// that go from client to server for the server, those that go to the client for the client (2.2.4.12–2.2.4.41).
    /// </summary>
    public static bool MayBeFor(RtsPduShape shape, ForwardDestination destination) => shape switch
    {
        RtsPduShape.FlowControlAckWithDestination => true,
        RtsPduShape.OUT_R_A7_A8 or RtsPduShape.OUT_R2_A7 => destination == ForwardDestination.FDServer,
        _ => destination == ForwardDestination.FDClient,
    };

    // [rpch 3.2.1.5.2/3] the next hop by the table
    /// <summary>
    /// The role the next hop leads to; the destination itself where the table says "direct". Null when
    /// <paramref name="destination"/> is <paramref name="sender"/> itself: the PDU is consumed.
    /// </summary>
    public static RoleName? NextHop(RoleName sender, ForwardDestination destination)
    {
        RoleName target = RoleOf(destination);
        return (sender, target) switch
        {
            _ when sender == target => null,
            (RoleName.Client, _) => RoleName.InboundProxy,
            (RoleName.InboundProxy, _) => RoleName.Server,
            (RoleName.OutboundProxy, RoleName.Client) => RoleName.Client,
            (RoleName.OutboundProxy, _) => RoleName.Server,
            (RoleName.Server, RoleName.InboundProxy) => RoleName.InboundProxy,
            _ => RoleName.OutboundProxy,
        };
    }

    /// <summary>The role a destination value stands for (2.2.3.3).</summary>
    public static RoleName RoleOf(ForwardDestination destination) => destination switch
    {
        ForwardDestination.FDClient => RoleName.Client,
        ForwardDestination.FDInProxy => RoleName.InboundProxy,
        ForwardDestination.FDOutProxy => RoleName.OutboundProxy,
        _ => RoleName.Server,
    };
}
