using RpcHttpProxy.Core;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Reports;
using RpcHttpProxy.Simulation.Wires;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>
/// Something goes wrong for one virtual connection: when so much has been written on its wires, or when one of its machines comes to a
/// certain state for the first or second time, which makes sure that it is wrong in each of them in some run.
/// </summary>
internal sealed class Mishap
{
    private readonly World _world;
    private readonly Party _party;
    private readonly Dice _dice;
    private readonly string? _machine;
    private readonly string? _state;
    private int _left;

    public Mishap(World world, Party party, Dice dice)
    {
        (_world, _party, _dice) = (world, party, dice);
        if (dice.OneIn(3))
        {
            _left = dice.OneIn(3) ? dice.Between(1, 20) : dice.Between(1, 400);
        }
        else
        {
            (_machine, _state) = dice.Of<(string, string)>([.. MachineArcs.States]);
            _left = dice.Between(1, 2);
        }
    }

    /// <summary>Counts the writes of the connection.</summary>
    public void Written(Wire wire)
    {
        if (_machine is null && wire.Actor == _party.Actor && --_left == 0)
        {
            _world.Agenda.In(_dice.Between(0, _world.Scenario.Manners.Latency), _party.Actor, () => Happen(null));
        }
    }

    /// <summary>Counts how often the state has been come to. The first state of all is where a machine is, once its connection is there.</summary>
    public void Moved(TraceEvent move)
    {
        if (move.Machine == _machine && move.To == _state && move.Cookie == _party.Cookie.ToString() && --_left == 0)
        {
            _world.Agenda.In(_dice.OneIn(2) ? 0 : _dice.Between(0, _world.Scenario.Manners.Latency), _party.Actor, () => Happen(move.Node));
        }
    }

    private void Happen(string? node)
    {
        if (_party.IsTraitor && !_dice.OneIn(4))
        {
            _party.Traitor!.Strike(node, _machine, _dice);
            return;
        }

        Wire[] wires = [.. _world.Wires.Where(wire => wire.Actor == _party.Actor && wire.Closed < 2)];
        _party.IsHarmed = true;
        switch (_dice.Between(0, 7))
        {
            case 0 or 1 when wires.Length > 0:
                _dice.Of<Wire>(wires).Drop();
                break;
            case 2 when wires.Length > 0:
                _dice.Of<Wire>(wires).Abort(_dice.OneIn(2));
                break;
            case 3 when wires.Length > 0:
                Wire half = _dice.Of<Wire>(wires);
                (_dice.OneIn(2) ? half.Up : half.Down).Finish();
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

    /// <summary>One of the roles closes the connection: a process that shuts down.</summary>
    private void CloseSomewhere(string? node)
    {
        Session[] sessions =
        [
            .. _world.Nodes.Where(at => node is null || at.Name == node)
                .SelectMany(at => at.Host.Table.Sessions).Where(session => session.Cookie == _party.Cookie),
        ];
        if (sessions.Length > 0)
        {
            _dice.Of<Session>(sessions).Close(CloseReason.Shutdown, "planned: this process shuts down");
        }
    }
}
