using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Invariants.Figures;

/// <summary>One arrow of a figure.</summary>
/// <param name="Label">Group and number, as the figure labels it: A1.</param>
/// <param name="Shape">What it looks like.</param>
/// <param name="Hop">From whom to whom.</param>
/// <param name="Place">On which channel.</param>
/// <param name="After">The arrows of the same figure that must have gone before: what its sender had to wait for.</param>
internal sealed record Step(string Label, RtsPduShape Shape, Hop Hop, Place Place, params string[] After);
