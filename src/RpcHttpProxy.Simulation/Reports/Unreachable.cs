namespace RpcHttpProxy.Simulation.Reports;

/// <summary>What the machines have and no run can reach, each with the reason.</summary>
internal static class Unreachable
{
    /// <summary>By arc or pair, as in the report.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>
    {
    };
}
