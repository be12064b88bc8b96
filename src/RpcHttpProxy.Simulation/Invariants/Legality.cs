using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Invariants.Figures;
using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Invariants;

/// <summary>Every PDU of the honest is legal for its sender, its receiver, its channel and its place in the order (specs/simulation.md, invariant 6).</summary>
internal sealed class Legality(World world) : Invariant(world)
{
    private readonly Dictionary<Party, ConnectionFigures> _figures = [];

    public override string Name => "figures 17 to 21";

    public override void Pdu(Wire wire, bool isUp, RtsPdu? rts, int length)
    {
        if (World.IsHostile(wire))
        {
            return;
        }

        if (!_figures.TryGetValue(World.PartyOf(wire)!, out ConnectionFigures? figures))
        {
            figures = _figures[World.PartyOf(wire)!] = new ConnectionFigures(World.PartyOf(wire)!);
        }

        Hop hop = wire.Hop(isUp);
        if ((rts is null ? figures.Rpc(wire, hop) : figures.Rts(wire, hop, rts)) is { } illegal)
        {
            Violate($"{wire.Name}: {illegal}");
        }
    }
}
