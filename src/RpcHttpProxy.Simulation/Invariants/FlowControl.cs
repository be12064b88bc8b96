using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Invariants;

/// <summary>
/// No sender goes beyond what its receiver has told is free; every acknowledgment tells what was really received and is really free, and
/// nothing that was told is taken back (specs/simulation.md, invariant 3).
/// </summary>
internal sealed class FlowControl(World world) : Invariant(world)
{
    private readonly Dictionary<(Wire, bool), long> _written = [];
    private readonly Dictionary<(Wire, Hop), SentOnHop> _sent = [];
    private readonly Dictionary<(Party, Hop), long> _total = [];
    private readonly Dictionary<(Party, Hop, RtsCookie), Wire> _wireOf = [];

    public override string Name => "flow control";

    public override void Pdu(Wire wire, bool isUp, RtsPdu? rts, int length)
    {
        if (World.IsHostile(wire))
        {
            return;
        }

        Hop hop = wire.Hop(isUp);
        long written = _written[(wire, isUp)] = _written.GetValueOrDefault((wire, isUp)) + length;
        if (rts is null)
        {
            Send(wire, hop, length, written);
            return;
        }

        NoteName(wire, hop, rts);
        Hop? acknowledged = (hop, rts.Shape) switch
        {
            (Hop.ServerToIn, RtsPduShape.FlowControlAck) => Hop.InToServer,
            (Hop.OutToServer, RtsPduShape.FlowControlAck) => Hop.ServerToOut,
            (Hop.ClientToIn, RtsPduShape.FlowControlAckWithDestination) => Hop.OutToClient,
            (Hop.InToServer, RtsPduShape.FlowControlAckWithDestination) when rts.Destination == ForwardDestination.FDClient => Hop.ClientToIn,
            _ => null, // Passed on by somebody, or no acknowledgment.
        };
        if (acknowledged is { } of)
        {
            Check(wire, of, rts.Ack);
        }
    }

    private void Send(Wire wire, Hop hop, int length, long written)
    {
        long total = _total.GetValueOrDefault((World.PartyOf(wire)!, hop));
        if (!_sent.TryGetValue((wire, hop), out SentOnHop? sent))
        {
            sent = _sent[(wire, hop)] = new SentOnHop(WindowOf(hop), total);
        }

        if (!sent.TrySend(length, written))
        {
            Violate($"{wire.Name}: {sent.Sent} bytes were sent ({hop}), the last {length} of them beyond the {sent.Limit} that were told to be free");
        }

        _total[(World.PartyOf(wire)!, hop)] = total + length;
    }

    private void Check(Wire by, Hop hop, FlowControlAcknowledgment ack)
    {
        if (!_wireOf.TryGetValue((World.PartyOf(by)!, hop, ack.ChannelCookie), out Wire? wire) || !_sent.TryGetValue((wire, hop), out SentOnHop? sent))
        {
            Violate($"{by.Name}: an acknowledgment ({hop}) names {ack.ChannelCookie}, where nothing was sent");
            return;
        }

        long arrived = (hop is Hop.ServerToOut or Hop.OutToClient ? wire.Down : wire.Up).Reader.Arrived;
        long passedOn = Math.Max(0, PassedOn(World.PartyOf(by)!, hop) - sent.Start);
        if (sent.OffsetOf(ack.BytesReceived) is not { } end || end > arrived)
        {
            Violate($"{by.Name}: {ack.BytesReceived} bytes are acknowledged ({hop}), which isn't what came on {wire.Name}");
        }
        else if (ack.AvailableWindow > 0 && (ack.AvailableWindow > sent.Window || ack.BytesReceived + ack.AvailableWindow > sent.Window + passedOn))
        {
            Violate($"{by.Name}: {ack} tells more than is free ({hop}): of a window of {sent.Window}, with {passedOn} bytes passed on");
        }

        if (!sent.TryAcknowledge(by, ack.BytesReceived, ack.AvailableWindow))
        {
            Violate($"{by.Name}: {ack} takes back what was told before ({hop})");
        }
    }

    /// <summary>What the receiver on a hop has passed on in the same direction, on all its channels.</summary>
    private long PassedOn(Party party, Hop hop) => hop switch
    {
        Hop.ClientToIn => _total.GetValueOrDefault((party, Hop.InToServer)),
        Hop.InToServer => party.Up.Delivered,
        Hop.ServerToOut => _total.GetValueOrDefault((party, Hop.OutToClient)),
        _ => party.Down.Delivered,
    };

    private long WindowOf(Hop hop) => hop switch
    {
        Hop.InToServer => World.Scenario.ServerWindow,
        Hop.OutToClient => World.Scenario.ClientWindow,
        _ => World.Scenario.ProxyWindow,
    };

    /// <summary>A channel gets its name; a leg to the server that stays gets a second one, under which the same is counted.</summary>
    private void NoteName(Wire wire, Hop hop, RtsPdu pdu)
    {
        (Hop Hop, RtsCookie Cookie)? name = (hop, pdu.Shape) switch
        {
            (Hop.ClientToIn, RtsPduShape.CONN_B1) => (Hop.ClientToIn, pdu.ChannelCookie),
            (Hop.ClientToIn, RtsPduShape.IN_R_A1) => (Hop.ClientToIn, pdu.SuccessorChannelCookie),
            (Hop.InToServer, RtsPduShape.CONN_B2) => (Hop.InToServer, pdu.ChannelCookie),
            (Hop.InToServer, RtsPduShape.IN_R1_A2 or RtsPduShape.Cookie) => (Hop.InToServer, pdu.SuccessorChannelCookie),
            (Hop.ClientToOut, RtsPduShape.CONN_A1) => (Hop.OutToClient, pdu.ChannelCookie),
            (Hop.ClientToOut, RtsPduShape.OUT_R_A3) => (Hop.OutToClient, pdu.SuccessorChannelCookie),
            (Hop.OutToServer, RtsPduShape.CONN_A2) => (Hop.ServerToOut, pdu.ChannelCookie),
            (Hop.OutToServer, RtsPduShape.OUT_R1_A4 or RtsPduShape.Cookie) => (Hop.ServerToOut, pdu.SuccessorChannelCookie),
            _ => null,
        };
        if (name is { } given)
        {
            _wireOf.TryAdd((World.PartyOf(wire)!, given.Hop, given.Cookie), wire); // IN_R1/A6 names a channel that IN_R1/A2 has named.
        }
    }
}
