using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Invariants.Figures;

/// <summary>One run through a figure: which of its arrows have been gone, and on which wires it takes place.</summary>
internal sealed class Sequence(Figure figure, Wire? predecessor, Wire? predecessorTcp)
{
    private readonly HashSet<string> _gone = [];

    /// <summary>OUT_R1 and OUT_R2 begin alike, and IN_R1 and IN_R2: which it is shows when the client has chosen a proxy.</summary>
    public Figure Figure { get; set; } = figure;

    /// <summary>The client's wire that is succeeded; null in figure 17.</summary>
    public Wire? Predecessor { get; } = predecessor;

    /// <summary>The predecessor's connection to the server.</summary>
    public Wire? PredecessorTcp { get; } = predecessorTcp;

    /// <summary>The client's new wire.</summary>
    public Wire? Successor { get; set; }

    /// <summary>The successor's connection to the server: its own, or the predecessor's (IN_R2, OUT_R2).</summary>
    public Wire? SuccessorTcp { get; set; }

    /// <summary>True once all its arrows have been gone.</summary>
    public bool IsComplete => _gone.Count == Figure.Steps.Count;

    /// <summary>True once an arrow has been gone.</summary>
    public bool Has(string label) => _gone.Contains(label);

    /// <summary>The arrow that a PDU is here and now; null when it is none.</summary>
    public Step? Next(RtsPduShape shape, Hop hop, Wire wire) => Figure.Steps.FirstOrDefault(
        step => step.Shape == shape && step.Hop == hop && IsDue(step) && Takes(step, wire));

    public void Go(Step step) => _gone.Add(step.Label);

    /// <summary>For messages: what may come next.</summary>
    public override string ToString() => string.Join(" or ", Figure.Steps.Where(IsDue).Select(step => $"{Figure.Name}/{step.Label}"));

    private bool IsDue(Step step) => !_gone.Contains(step.Label) && step.After.All(_gone.Contains);

    private bool Takes(Step step, Wire wire) => step.Place switch
    {
        Place.Other => true,
        Place.Predecessor => wire == (wire.Kind == WireKind.Tcp ? PredecessorTcp : Predecessor),
        _ => wire == (wire.Kind == WireKind.Tcp ? SuccessorTcp : Successor),
    };
}
