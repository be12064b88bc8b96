using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <content>PDUs that are no event of a state machine: forwarded (3.2.1.5.2) or consumed, where they are valid.</content>
public abstract partial class VirtualConnection
{
    /// <summary>True when a PDU, under its name, is none of the machine's: it was forwarded or consumed, or has ended the connection.</summary>
    protected bool Passes(Channel from, RtsPdu pdu)
    {
        LogReceived(from, pdu);
        if (pdu.Destination is { } destination && !ForwardingTable.MayBeFor(pdu.Shape, destination))
        {
            TrySetCloseReason(CloseReason.UnexpectedPdu, $"{pdu.Name} for {destination} came on {from.Leg} in state {StateName}; its section allows no such destination");
            Close(CloseTrigger.PROTOCOL_ERROR);
            return true;
        }

        RoleName? next = ForwardingTable.IsForwarded(pdu.Shape) ? ForwardingTable.NextHop(Role, pdu.Destination!.Value) : null;
        if (next is null)
        {
            return Consumes(from, pdu);
        }

        Channel? hop = HopTo(next.Value, from, pdu);
        if (hop is null)
        {
            return pdu.Shape == RtsPduShape.FlowControlAckWithDestination && IsOpened && IsStray(from, pdu);
        }

        Forward(hop, Renamed(pdu));
        return true;
    }
}
