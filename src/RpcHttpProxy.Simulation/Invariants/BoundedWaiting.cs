using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Simulation.Invariants;

/// <summary>
/// What a role holds for one direction is bounded by the windows it announced, one for a channel and one for its
/// successor, plus a PDU each, and the bound on RTS PDUs; at the edge, where
/// no window is, by what its reader pauses at plus what one read brings (specs/simulation.md, invariant 7). A hostile peer may overrun its window,
/// but never by more than the reader takes before it pauses.
/// </summary>
internal sealed class BoundedWaiting(World world) : Invariant(world)
{
    private const int MaxWaitingRts = 65_536;
    private const int PausesAt = 131_072;
    private const int MaxEarly = 262_144 + 65_536;

    public override string Name => "bounded waiting";

    public override void Meanwhile()
    {
        foreach (Node node in World.Nodes)
        {
            foreach (RpcSession session in node.Host.Table.Sessions)
            {
                foreach (Channel channel in session.Connection.Channels)
                {
                    Check(node, session, channel);
                }

                if (session.Connection.EarlyBytes > MaxEarly + ushort.MaxValue)
                {
                    Violate($"{node.Name} holds {session.Connection.EarlyBytes} bytes that came early, more than {MaxEarly} and a PDU");
                }
            }
        }
    }

    private void Check(Node node, RpcSession session, Channel channel)
    {
        Scenario scenario = World.Scenario;
        int bound = MaxWaitingRts + 2 * scenario.MaxPduLength + 2 * (node.Host.Name, channel.Leg) switch
        {
            (RoleName.InboundProxy or RoleName.OutboundProxy, _) => (int)scenario.ProxyWindow,
            (RoleName.Server, ChannelLeg.Upper) => (int)scenario.ServerWindow,
            (RoleName.Client, ChannelLeg.Upper) => (int)scenario.ClientWindow,
            _ => (PausesAt + scenario.Model.Capacity) / 2,
        };
        if (!World.IsHonest(session.Cookie))
        {
            bound = Math.Max(bound, 2 * (node.Host.Options.MaxWaitingBytes + scenario.Model.Capacity + ushort.MaxValue) + MaxWaitingRts);
        }

        if (channel.Sending.Waiting > bound)
        {
            Violate($"{node.Name} holds {channel.Sending.Waiting} bytes for {channel}, more than {bound}");
        }
    }
}
