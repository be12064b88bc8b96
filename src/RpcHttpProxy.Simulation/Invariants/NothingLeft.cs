using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Simulation.Wires;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Simulation.Invariants;

/// <summary>At the end rows, timers, queues, outboxes, channels and wires are gone, and nobody ended twice (issue 3, invariants 1 and 9).</summary>
internal sealed class NothingLeft(World world) : Invariant(world)
{
    private readonly HashSet<(Node Node, Channel Channel)> _channels = [];

    public override string Name => "nothing left";

    public override void Meanwhile()
    {
        foreach (Node node in World.Nodes)
        {
            foreach (Session session in node.Host.Table.Sessions)
            {
                foreach (Channel channel in session.Connection.Channels)
                {
                    _channels.Add((node, channel));
                }
            }
        }
    }

    public override void AtEnd()
    {
        foreach (Node node in World.Nodes)
        {
            RoleSnapshot left = node.Host.Snapshot();
            if (left.Rows + left.LiveChannels + left.RunningTimers > 0 || node.Carried > 0)
            {
                string timers = string.Join(", ", node.Host.Table.Sessions.Select(session => session.Connection.StateName));
                Violate($"{node.Name}: {left.Rows} rows ({timers}), {left.LiveChannels} channels, {left.RunningTimers} timers, {node.Carried} handlers");
            }
        }

        foreach ((Node node, Channel channel) in _channels)
        {
            if (channel.Sending.Waiting > 0 || channel.Sending.Queue.Count > 0)
            {
                Violate($"{node.Name}: {channel.Sending.Waiting} bytes wait on {channel} for good");
            }
        }

        foreach (Wire wire in World.Wires.Where(wire => wire.Closed != 2 && !World.IsHostile(wire)))
        {
            Violate($"{wire.Name}: {wire.Closed} of 2 ends were closed");
        }
    }
}
