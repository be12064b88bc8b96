namespace RpcHttpProxy.Core.Diagrams;

/// <summary>A state as it is drawn, with the states inside it.</summary>
/// <param name="Name">The state, as the specification spells it.</param>
/// <param name="Inside">Its substates, by enum value; none for an ordinary state.</param>
/// <param name="Lines">"CONN_B1: send CONN/B2", "entry: …", "exit: …", in the order in which they run.</param>
/// <param name="Ignored">The triggers that are accepted and do nothing, by enum value, with their guards.</param>
/// <param name="IsFinal">Whether no rule leads out of it.</param>
internal sealed record PictureState(
    string Name, IReadOnlyList<PictureState> Inside, IReadOnlyList<string> Lines, IReadOnlyList<string> Ignored, bool IsFinal)
{
    /// <summary>Whether other states lie in it.</summary>
    public bool IsSuperstate => Inside.Count > 0;

    /// <summary>This state and all in it, outermost first.</summary>
    public IEnumerable<PictureState> AndAllInside() => Inside.SelectMany(state => state.AndAllInside()).Prepend(this);

    /// <summary>Whether that state is this one or lies in it.</summary>
    public bool Holds(PictureState other) => AndAllInside().Contains(other);
}
