using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Invariants.Figures;

/// <summary>
/// What may be said on one virtual connection's wires: opened by figure 17, then recycled by figures 18 or 19 and 20 or 21, both ways at
/// once. RPC PDUs go where a channel has been opened and not yet succeeded.
/// </summary>
internal sealed class ConnectionFigures(Party party)
{
    private readonly Sequence _conn = new(FigureSteps.Conn, null, null);
    private readonly List<Sequence> _in = [];
    private readonly List<Sequence> _out = [];
    private readonly OpenHops _hops = new();

    /// <summary>An RPC PDU goes. Null when it may, else why not.</summary>
    public string? Rpc(Wire wire, Hop hop) => _hops.RefusesRpc(wire, hop);

    /// <summary>An RTS PDU goes. Null when it may, else why not.</summary>
    public string? Rts(Wire wire, Hop hop, RtsPdu pdu)
    {
        if (_hops.RefusesRts(wire, hop, pdu) is { } refusal)
        {
            return refusal;
        }

        if (PassingPdus.MayGo(pdu, hop))
        {
            return _hops.IsBegun(wire, hop) ? null : $"{pdu.Name} goes before its channel is there";
        }

        Begin(wire, hop, pdu);
        Sequence[] running = [.. ((Sequence[])[_conn, .. _in, .. _out]).Where(sequence => !sequence.IsComplete)];
        foreach (Sequence sequence in running)
        {
            if (sequence.Next(pdu.Shape, hop, wire) is { } step)
            {
                sequence.Go(step);
                _hops.Gone(sequence, step, wire);
                return null;
            }
        }

        return $"{pdu.Name} goes ({hop}), where what may come next is {string.Join(", ", running.Select(sequence => sequence.ToString()))}";
    }

    /// <summary>What begins a sequence, or brings a wire into one, is given its place first.</summary>
    private void Begin(Wire wire, Hop hop, RtsPdu pdu)
    {
        switch (pdu.Shape, hop)
        {
            case (RtsPduShape.IN_R_A1, Hop.ClientToIn) when _hops.ClientIn is not null && _in.All(sequence => sequence.IsComplete):
                _in.Clear();
                _in.Add(new Sequence(FigureSteps.InR1, _hops.ClientIn, _hops.InTcp) { Successor = wire });
                if (wire.Acceptor == _hops.ClientIn.Acceptor)
                {
                    _in[0].Figure = FigureSteps.InR2;
                    _in[0].SuccessorTcp = _hops.InTcp;
                }

                break;
            case (RtsPduShape.IN_R1_A2, Hop.InToServer) when _in is [{ Successor: { } successor } started] && wire.Opener == successor.Acceptor && IsR1(started):
                started.Figure = FigureSteps.InR1;
                started.SuccessorTcp = wire;
                break;
            case (RtsPduShape.OUT_R_A1_A2, Hop.ServerToOut) when _hops.ServerOut == wire && _out.All(HasLeftServer):
                _out.RemoveAll(sequence => sequence.IsComplete);
                _out.Add(new Sequence(FigureSteps.OutR1, _out.Count == 0 ? _hops.ClientOut : _out[^1].Successor, wire));
                break;
            case (RtsPduShape.OUT_R_A3, Hop.ClientToOut) when _out.LastOrDefault() is { Successor: null } recycled:
                recycled.Successor = wire;
                if (wire.Acceptor == recycled.Predecessor!.Acceptor)
                {
                    recycled.Figure = FigureSteps.OutR2;
                    recycled.SuccessorTcp = recycled.PredecessorTcp;
                }

                break;
            case (RtsPduShape.OUT_R1_A4, Hop.OutToServer) when _out is [.., { Successor: { } successor } started] && wire.Opener == successor.Acceptor && IsR1(started):
                started.Figure = FigureSteps.OutR1;
                started.SuccessorTcp = wire;
                break;
        }
    }

    /// <summary>
    /// By way of another proxy; or of the same, when something ended the connection there while the client turned to it once more: then it
    /// has no row any more that would tell.
    /// </summary>
    private bool IsR1(Sequence sequence) => sequence.SuccessorTcp is null || ((party.IsHarmed || party.IsDone) && sequence.SuccessorTcp == sequence.PredecessorTcp);

    /// <summary>The server's part is done, and it may begin the next recycling, before the client's part is.</summary>
    private static bool HasLeftServer(Sequence sequence) => sequence.Has(sequence.Figure == FigureSteps.OutR2 ? "B1" : "A8");
}
