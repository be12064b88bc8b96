namespace RpcHttpProxy.Simulation.Invariants.Figures;

/// <summary>Which of the channels of a figure a PDU goes on.</summary>
internal enum Place
{
    /// <summary>The channel that is there already: in figures 18 to 21 the predecessor.</summary>
    Predecessor,

    /// <summary>The channel that this sequence brings.</summary>
    Successor,

    /// <summary>Any channel of that hop: of the other direction in figures 18 to 21, and the only one there is in figure 17.</summary>
    Other,
}
