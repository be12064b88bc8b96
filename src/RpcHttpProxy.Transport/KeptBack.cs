using System.Globalization;

namespace RpcHttpProxy.Transport;

/// <summary>How many lines like this one were not written since the last one that was. Stands at the end of a line.</summary>
/// <param name="Lines">The number.</param>
public readonly record struct KeptBack(long Lines)
{
    /// <summary><c>; 12 more since the last message</c>, or nothing when there were none.</summary>
    public override string ToString() => Lines == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"; {Lines} more since the last message");
}
