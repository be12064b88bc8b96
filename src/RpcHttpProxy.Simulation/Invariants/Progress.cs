using RpcHttpProxy.Simulation.Parties;

namespace RpcHttpProxy.Simulation.Invariants;

/// <summary>
/// What was submitted is delivered within a bound of virtual time, as long as nothing was done to the connection; and what was done to
/// ends the connection on all sides (specs/simulation.md, invariants 1 and 2).
/// </summary>
internal sealed class Progress(World world) : Invariant(world)
{
    // Ten minutes, in microseconds: longer than any time-out of a waiting state but the server's.
    private const long Patience = 600_000_000;

    public override string Name => "progress";

    public override void Meanwhile()
    {
        foreach (Party party in World.Parties)
        {
            if (!party.IsOver && !party.IsDone && !party.IsByzantine && World.EventQueue.Now - party.LastDelivery > Patience)
            {
                Violate($"{party.Actor.Name}: nothing delivered since {party.LastDelivery / 1000} ms. {Standing(party)}");
            }
        }
    }

    public override void AtEnd()
    {
        foreach (Party party in World.Parties)
        {
            if (!party.IsOver)
            {
                Violate($"{party.Actor.Name}: nothing is left to happen, and its client's connection is still there. {Standing(party)}");
            }
        }
    }

    private string Standing(Party party) =>
        $"{party.Up.Name}: {party.Up.Delivered} of {party.Up.Submitted}, {party.Down.Name}: {party.Down.Delivered} of {party.Down.Submitted}, {party.Unread}. "
        + string.Join("; ", World.Nodes
            .SelectMany(node => node.Host.Table.Sessions.Select(session => (node, session)))
            .Where(at => at.session.Cookie == party.Cookie)
            .Select(at => $"{at.node.Name} {at.session.Connection.StateName} ["
                + string.Join(", ", at.session.Connection.Channels.Select(channel =>
                    $"{channel}: {channel.Sending.Waiting} wait, window {channel.Sending.Window.AvailableWindow} of {channel.Sending.Window.PeerReceiveWindow}"
                    + (channel.Sending.IsPlugged ? ", plugged" : "") + (channel.Sending.IsExpiring ? ", expiring" : ""))) + "]"));
}
