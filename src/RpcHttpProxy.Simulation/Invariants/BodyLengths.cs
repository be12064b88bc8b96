using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Network;
using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Invariants;

/// <summary>
/// No body is longer than its Content-Length, an OUT channel request's is 76 or 120 bytes once it is whole (specs/simulation.md, invariant 4), and no
/// RPC PDU takes from what is left for RTS PDUs at the end of a channel's lifetime (specs/simulation.md, invariant 4).
/// </summary>
internal sealed class BodyLengths(World world) : Invariant(world)
{
    // CONN/A1 or OUT_R1/A3 and OUT_R1/A11, OUT_R2/A3 and OUT_R2/C1 (2.1.2.1.2).
    private const long FirstOutRequest = 76;
    private const long LaterOutRequest = 120;

    private static readonly int s_connA3 = RtsPdus.CONN_A3(900_000).Length;

    private readonly Dictionary<(Wire, bool), long> _written = [];
    private readonly Dictionary<Wire, long> _ofChannel = [];
    private readonly HashSet<Wire> _isReplacedHere = [];
    private readonly HashSet<Wire> _answered = [];

    public override string Name => "body lengths";

    public override void Written(Wire wire, bool isUp, int count)
    {
        long written = _written[(wire, isUp)] = _written.GetValueOrDefault((wire, isUp)) + count;
        long announced = isUp ? wire.ContentLength : wire.Kind == WireKind.OutRequest ? World.Scenario.OutLifetime : long.MaxValue;
        if (written > announced && !(isUp && World.IsHostile(wire)))
        {
            Violate($"{wire.Name}: {written} bytes of a body of {announced}");
        }
    }

    public override void Pdu(Wire wire, bool isUp, RtsPdu? rts, int length)
    {
        if (World.IsHostile(wire))
        {
            return;
        }

        switch (wire.Kind)
        {
            case WireKind.InRequest when isUp:
                Count(wire, rts, length, World.Scenario.InLifetime - World.Scenario.InReserve);
                break;
            case WireKind.Tcp when isUp:
                NoteOut(wire, rts);
                break;
            case WireKind.Tcp when _ofChannel.ContainsKey(wire):
                if (rts?.Shape == RtsPduShape.ANCE && _isReplacedHere.Remove(wire))
                {
                    _ofChannel[wire] = 0; // OUT_R2/B1: the next channel begins.
                }

                Count(wire, rts, length, World.Scenario.OutLifetime - World.Scenario.OutReserve);
                break;
        }
    }

    /// <summary>The server counts what the outbound proxy is to pass on, where nothing overtakes anything.</summary>
    private void NoteOut(Wire wire, RtsPdu? rts)
    {
        switch (rts?.Shape)
        {
            case RtsPduShape.CONN_A2:
                _ofChannel[wire] = s_connA3; // The outbound proxy adds it by rule.
                break;
            case RtsPduShape.OUT_R1_A4:
                _ofChannel[wire] = 0;
                break;
            case RtsPduShape.Cookie when _ofChannel.ContainsKey(wire):
                _isReplacedHere.Add(wire); // OUT_R2/A4
                break;
        }
    }

    private void Count(Wire wire, RtsPdu? rts, int length, long forRpc)
    {
        long written = _ofChannel[wire] = _ofChannel.GetValueOrDefault(wire) + length;
        if (rts is null && written > forRpc)
        {
            Violate($"{wire.Name}: an RPC PDU goes up to byte {written}, where {forRpc} are for RPC PDUs");
        }
    }

    public override void HeadSent(Wire wire, WireHead head)
    {
        if (head.Refusal is null)
        {
            _answered.Add(wire);
        }
    }

    public override void AtEnd()
    {
        foreach (Wire wire in _answered.Where(wire => !World.IsHostile(wire) && !World.PartyOf(wire)!.IsHarmed))
        {
            long written = _written.GetValueOrDefault((wire, true));
            if (_written.ContainsKey((wire, false)) && (written != wire.ContentLength || written is not (FirstOutRequest or LaterOutRequest)))
            {
                Violate($"{wire.Name}: the OUT channel request's body of {wire.ContentLength} bytes ended with {written}");
            }
        }
    }
}
