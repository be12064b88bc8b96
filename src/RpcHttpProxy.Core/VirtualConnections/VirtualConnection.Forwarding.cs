using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <content>PDUs that are no event of a state machine: forwarded (3.2.1.5.2) or consumed, where they are valid.</content>
public abstract partial class VirtualConnection
{
    private bool IsPassedBy(Channel from, RtsPdu pdu, EffectBuffer effects)
    {
        if (pdu.Destination is { } destination && !ForwardingTable.MayBeFor(pdu.Shape, destination))
        {
            Blame(CloseReason.UnexpectedPdu, $"{pdu.Name} for {destination} came on {from.Leg} in state {StateName}; its section allows no such destination");
            Close(Ending.PROTOCOL_ERROR, effects);
            return true;
        }

        RoleName? next = ForwardingTable.IsForwarded(pdu.Shape) ? ForwardingTable.NextHop(Role, pdu.Destination!.Value) : null;
        if (next is null)
        {
            return Consumes(from, pdu, effects);
        }

        Channel? hop = HopTo(next.Value, from, pdu);
        if (hop is null)
        {
            return pdu.Shape == RtsPduShape.FlowControlAckWithDestination && IsOpened && IsStray(from, pdu);
        }

        effects.Add(new Effect.Forward(hop, Renamed(pdu)));
        return true;
    }
}
