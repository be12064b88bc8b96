using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Invariants;

/// <summary>No body is longer than its Content-Length; an OUT channel request's is exactly as long, once it is whole (issue 3, invariant 4).</summary>
internal sealed class BodyLengths(World world) : Invariant(world)
{
    private readonly Dictionary<(Wire, bool), long> _written = [];
    private readonly HashSet<Wire> _answered = [];

    public override string Name => "body lengths";

    public override void Written(Wire wire, bool isUp, int count)
    {
        long written = _written[(wire, isUp)] = _written.GetValueOrDefault((wire, isUp)) + count;
        long announced = isUp ? wire.ContentLength : wire.Kind == WireKind.OutRequest ? World.Scenario.OutLifetime : long.MaxValue;
        if (written > announced && !World.IsHostile(wire))
        {
            Violate($"{wire.Name}: {written} bytes of a body of {announced}");
        }
    }

    public override void HeadSent(Wire wire, WireHead head)
    {
        if (head.RpcError is null)
        {
            _answered.Add(wire);
        }
    }

    public override void AtEnd()
    {
        foreach (Wire wire in _answered.Where(wire => !World.IsHostile(wire) && !World.PartyOf(wire)!.IsHarmed))
        {
            long written = _written.GetValueOrDefault((wire, true));
            if (written != wire.ContentLength && _written.ContainsKey((wire, false)))
            {
                Violate($"{wire.Name}: the OUT channel request's body of {wire.ContentLength} bytes ended with {written}");
            }
        }
    }
}
