using RpcHttpProxy.Core;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Wires;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>
/// Something goes wrong for one virtual connection: when so much has been written on its wires, or when one of its machines comes to a
/// certain state for the first or second time, which makes sure that it is wrong in each of them in some run.
/// </summary>
internal sealed class FaultInjector
{
    private readonly World _world;
    private readonly Party _party;
    private readonly SeededRandom _random;
    private readonly FaultTarget? _target;
    private int _left;

    public FaultInjector(World world, Party party, FaultTarget? aim, SeededRandom dice)
    {
        (_world, _party, _target, _random) = (world, party, aim, dice);
        _left = aim is not null ? dice.Of(1, 1, 1, 2) : dice.OneIn(3) ? dice.Between(1, 20) : dice.Between(1, 400);
    }

    private IEnumerable<Wire> Wires => _world.Wires.Where(wire => wire.Actor == _party.Actor && wire.Closed < 2);

    /// <summary>Counts the writes of the connection.</summary>
    public void Written(Wire wire)
    {
        if (_target is null && wire.Actor == _party.Actor && --_left == 0)
        {
            _world.EventQueue.In(_random.Between(0, _world.Scenario.Model.Latency), _party.Actor, () => Happen(null));
        }
    }

    /// <summary>Counts how often the state has been come to. The first state of all is where a machine is, once its connection is there.</summary>
    public void Moved(TraceEvent move)
    {
        if (_target is not null && move.Machine == _target.Machine && move.To == _target.State && move.Cookie == _party.Cookie.ToString() && --_left == 0)
        {
            _world.EventQueue.In(!_random.OneIn(4) ? 0 : _random.Between(0, _world.Scenario.Model.Latency), _party.Actor, () => Happen(move.Node));
        }
    }

    private void Happen(string? node)
    {
        if (node is not null && _target!.Ending == CloseTrigger.PROTOCOL_ERROR)
        {
            _party.ByzantinePeer!.InjectAt(node);
        }
        else if (_party.IsByzantine && !_random.OneIn(4))
        {
            _party.ByzantinePeer!.Inject(node, _random);
        }
        else
        {
            _party.IsHarmed = true;
            if (node is not null && !_random.OneIn(4))
            {
                EndAt(node);
            }
            else
            {
                Break(node);
            }
        }
    }

    /// <summary>The node's process ends, or it loses its network: in the state that is aimed at.</summary>
    private void EndAt(string node)
    {
        Wire[] wires = [.. Wires.Where(wire => wire.Touches(node))];
        if (_target!.Ending == CloseTrigger.CONN_ERROR)
        {
            foreach (Wire wire in wires)
            {
                wire.Drop();
            }
        }
        else if (_random.OneIn(4) || !CloseSomewhere(node))
        {
            foreach (Wire wire in wires)
            {
                wire.Towards(node).Finish();
            }
        }
    }

    /// <summary>Anything else that can happen.</summary>
    private void Break(string? node)
    {
        Wire[] wires = [.. Wires];
        switch (_random.Between(0, 7))
        {
            case 0 or 1 when wires.Length > 0:
                _random.Of<Wire>(wires).Drop();
                break;
            case 2 when wires.Length > 0:
                _random.Of<Wire>(wires).Abort(_random.OneIn(2));
                break;
            case 3 when wires.Length > 0:
                Wire half = _random.Of<Wire>(wires);
                (_random.OneIn(2) ? half.Up : half.Down).Finish();
                break;
            case 4:
                _party.FailsToConnect = true;
                break;
            case 5:
                _party.Close();
                break;
            default:
                CloseSomewhere(node);
                break;
        }
    }

    /// <summary>One of the roles closes the connection: a process that shuts down. False when none has it.</summary>
    private bool CloseSomewhere(string? node)
    {
        RpcSession[] sessions =
        [
            .. _world.Nodes.Where(at => node is null || at.Name == node)
                .SelectMany(at => at.Host.Table.Sessions).Where(session => session.Cookie == _party.Cookie),
        ];
        if (sessions.Length > 0)
        {
            _random.Of<RpcSession>(sessions).Close(CloseReason.Shutdown, "planned: this process shuts down");
        }

        return sessions.Length > 0;
    }
}
