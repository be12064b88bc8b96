using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Simulation.Wires;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Simulation.Invariants;

/// <summary>
/// At the end rows, channels, wires and handlers are gone, and queues and outboxes are empty and have given back the buffers they rented;
/// timers are gone as soon as what they watched is (specs/simulation.md, invariant 9).
/// </summary>
internal sealed class NothingLeft(World world) : Invariant(world)
{
    private readonly HashSet<(Node Node, Channel Channel)> _channels = [];
    private readonly HashSet<(Node Node, VirtualConnection Connection)> _connections = [];

    public override string Name => "nothing left";

    /// <summary>A channel has become part of a connection: neither of them is forgotten here, whatever the role does.</summary>
    public override void Told(TraceEvent traceEvent)
    {
        if (traceEvent.Kind != TraceEventKind.ChannelOpened)
        {
            return;
        }

        Node node = World.Nodes.First(node => node.Name == traceEvent.Node);
        foreach (RpcSession session in node.Host.Table.Sessions.Where(session => session.Cookie.ToString() == traceEvent.Cookie))
        {
            _connections.Add((node, session.Connection));
            foreach (Channel channel in session.Connection.Channels)
            {
                _channels.Add((node, channel));
            }
        }
    }

    public override void Meanwhile()
    {
        foreach (Node node in World.Nodes.Where(node => node.Host.Table.Count == 0 && node.Host.LinkOptions.Timers.Count > 0))
        {
            RoleSnapshot left = node.Host.Snapshot();
            if (left.LiveChannels == 0)
            {
                Violate($"{node.Name}: {left.RunningTimers} timers run, though there is no row and no channel");
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
                string states = string.Join(", ", node.Host.Table.Sessions.Select(session => session.Connection.StateName));
                Violate($"{node.Name}: {left.Rows} rows ({states}), {left.LiveChannels} channels, {left.RunningTimers} timers, {node.Carried} handlers");
            }
        }

        foreach ((Node node, VirtualConnection connection) in _connections.Where(at => at.Connection.EarlyBytes > 0))
        {
            Violate($"{node.Name}: {connection.EarlyBytes} bytes that came early wait for good");
        }

        foreach ((Node node, Channel channel) in _channels)
        {
            if (channel.Sending.Waiting > 0 || channel.Sending.Queue.Count > 0)
            {
                Violate($"{node.Name}: {channel.Sending.Waiting} bytes wait on {channel} for good");
            }

            if (channel.Sending.Queue.HoldsBuffer || channel.Sending.Outbox.HoldsBuffer)
            {
                Violate($"{node.Name}: {channel} has a rented buffer for good");
            }
        }

        foreach (Wire wire in World.Wires.Where(wire => wire.Closed != 2 && !World.IsHostile(wire)))
        {
            Violate($"{wire.Name}: {wire.Closed} of 2 ends were closed");
        }
    }
}
