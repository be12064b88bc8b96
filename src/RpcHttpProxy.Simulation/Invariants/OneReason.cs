using RpcHttpProxy.Core;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Simulation.Invariants;

/// <summary>
/// An honest connection ends with one reason on all sides: each side has exactly one, at most one of them says that it was its own doing,
/// the others that theirs was the peer's, and nobody finds that a rule was broken (specs/simulation.md, invariant 1).
/// </summary>
internal sealed class OneReason(World world) : Invariant(world)
{
    private readonly HashSet<(string Node, VirtualConnection Connection)> _sides = [];

    public override string Name => "one reason";

    /// <summary>A channel has become part of a connection, or has been established for it.</summary>
    public override void Told(TraceEvent traceEvent)
    {
        if (traceEvent.Kind == TraceEventKind.ChannelOpened)
        {
            Node node = World.Nodes.First(node => node.Name == traceEvent.Node);
            foreach (RpcSession session in node.Host.Table.Sessions.Where(session => session.Cookie.ToString() == traceEvent.Cookie))
            {
                _sides.Add((node.Name, session.Connection));
            }
        }
    }

    public override void AtEnd()
    {
        ILookup<Party?, (string Node, VirtualConnection Connection)> sides = _sides.ToLookup(side => World.OwnerOf(side.Connection));
        foreach (Party party in World.Parties.Where(party => !party.IsByzantine))
        {
            Check(party, [.. sides[party]]);
        }
    }

    private void Check(Party party, IReadOnlyList<(string Node, VirtualConnection Connection)> sides)
    {
        string all = string.Join("; ", sides.Select(side => $"{side.Node} {side.Connection.Reason}, {side.Connection.Detail}"));
        foreach ((string node, VirtualConnection connection) in sides)
        {
            // A wire that breaks may do so in the middle of a PDU; nothing else that looks like a breach may come of it.
            if (connection.Reason is not { } reason || !(reason.IsOrderly() || (party.IsHarmed && reason == CloseReason.TruncatedPdu)))
            {
                Violate($"{node} ended {party.Actor.Name}'s connection: {connection.Reason?.ToString() ?? "without a reason"}, {connection.Detail}");
            }
        }

        if (!party.IsHarmed && (sides.Count(side => side.Node == party.Actor.Name) > 1 || sides.Count(side => side.Node == World.Server.Name) > 1))
        {
            Violate($"{party.Actor.Name}: client or server had it more than once ({all})");
        }

        if (!party.IsHarmed && sides.Count(side => IsOwnDoing(side.Connection.Reason)) != 1)
        {
            Violate($"{party.Actor.Name}: one side closes the connection, the others learn of it; but {all}");
        }
    }

    private static bool IsOwnDoing(CloseReason? reason) => reason is not
        (CloseReason.ClosedByClient or CloseReason.ClosedByServer or CloseReason.ClosedByProxy or CloseReason.RequestRefused or CloseReason.Recycled);
}
