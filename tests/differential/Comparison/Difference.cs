namespace RpcHttpProxy.Differential.Tests.Comparison;

/// <summary>A case in which our build does something else than the baseline.</summary>
internal sealed record Difference(string Case, IReadOnlyList<string> Lines)
{
    /// <summary>The same for all cases that differ in the same way.</summary>
    public string Text => string.Join('\n', Lines);
}
