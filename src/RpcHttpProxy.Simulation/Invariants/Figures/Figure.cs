namespace RpcHttpProxy.Simulation.Invariants.Figures;

/// <summary>A protocol sequence of the specification.</summary>
/// <param name="Name">Its name: CONN, IN_R1 …</param>
/// <param name="Steps">Its arrows.</param>
internal sealed record Figure(string Name, IReadOnlyList<Step> Steps);
