using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Network;
using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Invariants;

/// <summary>
/// Each OUT channel: one header, first; a successor's not before its predecessor's B3, or its own A11; nothing behind A10 or B3
/// (specs/simulation.md, invariant 5).
/// </summary>
internal sealed class OutChannelOrder(World world) : Invariant(world)
{
    private readonly HashSet<Wire> _answered = [];
    private readonly HashSet<Wire> _ended = [];
    private readonly Dictionary<RtsCookie, Wire> _wireOf = [];
    private readonly Dictionary<Wire, RtsCookie> _predecessorOf = [];
    private readonly HashSet<Wire> _confirmed = [];

    public override string Name => "OUT channel order";

    public override void HeadSent(Wire wire, WireHead head)
    {
        if (!_answered.Add(wire))
        {
            Violate($"{wire.Name}: a second header");
        }

        if (World.IsHostile(wire) || !_predecessorOf.TryGetValue(wire, out RtsCookie predecessor))
        {
            return;
        }

        if (!_wireOf.TryGetValue(predecessor, out Wire? before) || !_ended.Contains(before))
        {
            Violate($"{wire.Name}: header before A10 or B3 went on {before?.Name ?? "its predecessor"}");
        }

        if (!_confirmed.Contains(wire))
        {
            Violate($"{wire.Name}: header before A11 or C1 of the client");
        }
    }

    public override void Pdu(Wire wire, bool isUp, RtsPdu? rts, int length)
    {
        if (wire.Kind != WireKind.OutRequest || World.IsHostile(wire))
        {
            return;
        }

        if (isUp)
        {
            Request(wire, rts);
            return;
        }

        if (!_answered.Contains(wire))
        {
            Violate($"{wire.Name}: {rts?.Name ?? "an RPC PDU"} before the header");
        }

        if (_ended.Contains(wire))
        {
            Violate($"{wire.Name}: {rts?.Name ?? "an RPC PDU"} behind A10 or B3");
        }

        if (rts?.Shape is RtsPduShape.ANCE or RtsPduShape.OUT_R2_B3)
        {
            _ended.Add(wire);
        }
    }

    private void Request(Wire wire, RtsPdu? rts)
    {
        switch (rts?.Shape)
        {
            case RtsPduShape.CONN_A1:
                _wireOf[rts.ChannelCookie] = wire;
                break;
            case RtsPduShape.OUT_R_A3:
                _wireOf[rts.SuccessorChannelCookie] = wire;
                _predecessorOf[wire] = rts.PredecessorChannelCookie;
                break;
            case RtsPduShape.ANCE or RtsPduShape.OUT_R2_C1:
                _confirmed.Add(wire);
                break;
        }
    }
}
