namespace RpcHttpProxy.Core.Diagrams;

/// <summary>A state as it is drawn; or the border around the states that share ways out.</summary>
/// <param name="Name">The state, as the specification spells it.</param>
/// <param name="Inside">The states within the border, by enum value; none for a state.</param>
/// <param name="Lines">"CONN_B1: send CONN/B2", "entry: …", "exit: …", in the order in which they run.</param>
/// <param name="Ignored">The triggers that are accepted and do nothing, by enum value, with their guards.</param>
/// <param name="IsFinal">Whether no rule leads out of it.</param>
internal sealed record PictureState(
    string Name, IReadOnlyList<PictureState> Inside, IReadOnlyList<string> Lines, IReadOnlyList<string> Ignored, bool IsFinal)
{
    /// <summary>Whether it is the border.</summary>
    public bool IsBorder => Inside.Count > 0;

    /// <summary>Itself and what is inside.</summary>
    public IEnumerable<PictureState> AndAllInside() => Inside.Prepend(this);
}
