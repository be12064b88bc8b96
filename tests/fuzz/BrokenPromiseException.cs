namespace RpcHttpProxy.Fuzz;

/// <summary>A parser did what it never may; the message says what.</summary>
internal sealed class BrokenPromiseException(string message, bool isMeasured = false) : Exception(message)
{
    /// <summary>True for what was measured, which a garbage collection at the wrong moment can falsify: it counts when it happens each time.</summary>
    public bool IsMeasured { get; } = isMeasured;
}
