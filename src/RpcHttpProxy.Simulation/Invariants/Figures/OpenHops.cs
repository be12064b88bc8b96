using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Invariants.Figures;

/// <summary>Where PDUs may go at a moment: what the figures' arrows open, and what they end.</summary>
internal sealed class OpenHops
{
    private readonly HashSet<(Wire, Hop)> _open = [];
    private readonly HashSet<(Wire, Hop)> _over = [];
    private readonly HashSet<Wire> _begun = [];

    /// <summary>The client's default IN channel.</summary>
    public Wire? ClientIn { get; private set; }

    /// <summary>Its way on to the server.</summary>
    public Wire? InTcp { get; private set; }

    /// <summary>The client's default OUT channel.</summary>
    public Wire? ClientOut { get; private set; }

    /// <summary>The server's default OUT channel.</summary>
    public Wire? ServerOut { get; private set; }

    public string? RefusesRpc(Wire wire, Hop hop) =>
        _over.Contains((wire, hop)) ? "an RPC PDU goes where the channel has been succeeded"
        : _open.Contains((wire, hop)) ? null
        : "an RPC PDU goes where none may go yet";

    /// <summary>After A9 the predecessor proxy still gets what the client acknowledges, so that it can drain.</summary>
    public string? RefusesRts(Wire wire, Hop hop, RtsPdu pdu) =>
        !_over.Contains((wire, hop))
            || (hop == Hop.ServerToOut && pdu.Shape == RtsPduShape.FlowControlAckWithDestination && pdu.Destination == ForwardDestination.FDOutProxy)
            ? null
            : $"{pdu.Name} goes where the channel has been succeeded";

    /// <summary>True when PDUs of no figure may go: the first PDU of the wire went, and on OUT the response has begun.</summary>
    public bool IsBegun(Wire wire, Hop hop) => hop == Hop.OutToClient ? _open.Contains((wire, hop)) || wire == ClientOut : _begun.Contains(wire);

    /// <summary>An arrow has been gone on a wire.</summary>
    public void Gone(Sequence sequence, Step step, Wire wire)
    {
        _begun.Add(wire);
        switch (sequence.Figure.Name, step.Label)
        {
            case ("CONN", "B1"):
                ClientIn = wire;
                break;
            case ("CONN", "B2"):
                InTcp = wire;
                break;
            case ("CONN", "A3"):
                ClientOut = wire;
                break;
            case ("CONN", "C1"):
                ServerOut = wire;
                _open.Add((wire, Hop.ServerToOut));
                break;
            case ("CONN", "B3"):
                _open.Add((wire, Hop.InToServer));
                break;
            case ("CONN", "C2"):
                _open.Add((wire, Hop.OutToClient));
                _open.Add((ClientIn!, Hop.ClientToIn));
                break;
            case ("IN_R1" or "IN_R2", "A5"):
                _over.Add((wire, Hop.ClientToIn));
                _open.Add((sequence.Successor!, Hop.ClientToIn));
                ClientIn = sequence.Successor;
                break;
            case ("IN_R1", "B1"):
                _over.Add((wire, Hop.InToServer));
                break;
            case ("IN_R1", "B2"):
                _open.Add((wire, Hop.InToServer));
                InTcp = wire;
                break;
            case ("OUT_R1", "A8"):
                // From here on the server sends on the successor, whose TCP connection may be faster than the one that A9 still waits for.
                _open.Add((sequence.SuccessorTcp!, Hop.ServerToOut));
                ServerOut = sequence.SuccessorTcp;
                break;
            case ("OUT_R1", "A9"):
                _over.Add((wire, Hop.ServerToOut));
                break;
            case ("OUT_R1", "A10") or ("OUT_R2", "B3"):
                _over.Add((wire, Hop.OutToClient));
                BeginOut(sequence);
                break;
            case ("OUT_R1", "A11") or ("OUT_R2", "C1"):
                BeginOut(sequence);
                break;
        }
    }

    private void BeginOut(Sequence sequence)
    {
        if (sequence.Figure == FigureSteps.OutR1 ? sequence.Has("A11") : sequence.Has("B3") && sequence.Has("C1"))
        {
            _open.Add((sequence.Successor!, Hop.OutToClient));
            ClientOut = sequence.Successor;
        }
    }
}
