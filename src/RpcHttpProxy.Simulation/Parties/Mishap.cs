using RpcHttpProxy.Core;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Wires;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>
/// Something goes wrong for one virtual connection, when so many bytes have been written on its wires: any point of any sequence.
/// </summary>
internal sealed class Mishap(World world, Party party, Dice dice)
{
    private int _writesLeft = dice.OneIn(3) ? dice.Between(1, 20) : dice.Between(1, 400);

    /// <summary>Counts the writes of the connection.</summary>
    public void Written(Wire wire)
    {
        if (wire.Actor == party.Actor && --_writesLeft == 0)
        {
            world.Agenda.In(dice.Between(0, world.Scenario.Manners.Latency), party.Actor, Happen);
        }
    }

    private void Happen()
    {
        Wire[] wires = [.. world.Wires.Where(wire => wire.Actor == party.Actor && wire.Closed < 2)];
        party.IsHarmed = true;
        switch (dice.Between(0, 5))
        {
            case 0 when wires.Length > 0:
                dice.Of<Wire>(wires).Drop();
                break;
            case 1 when wires.Length > 0:
                dice.Of<Wire>(wires).Abort(dice.OneIn(2));
                break;
            case 2 when wires.Length > 0:
                Wire half = dice.Of<Wire>(wires);
                (dice.OneIn(2) ? half.Up : half.Down).Finish();
                break;
            case 3:
                party.FailsToConnect = true;
                break;
            case 4:
                party.Close();
                break;
            default:
                CloseSomewhere();
                break;
        }
    }

    /// <summary>One of the roles closes the connection: a process that shuts down.</summary>
    private void CloseSomewhere()
    {
        Session[] sessions = [.. world.Nodes.SelectMany(node => node.Host.Table.Sessions).Where(session => session.Cookie == party.Cookie)];
        if (sessions.Length > 0)
        {
            dice.Of<Session>(sessions).Close(CloseReason.Shutdown, "planned: this process shuts down");
        }
    }
}
