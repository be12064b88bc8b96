using RpcHttpProxy.Simulation.Reports;

namespace RpcHttpProxy.Simulation;

/// <summary>What came of one seed.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Violation">The first invariant that didn't hold; null when all did.</param>
/// <param name="Fingerprint">Hash of all bytes on all wires and of when they were written.</param>
/// <param name="OfParties">The same for each virtual connection alone.</param>
/// <param name="Steps">How many things happened.</param>
/// <param name="Coverage">Which arcs were gone.</param>
/// <param name="Transcript">All of it in lines, if it was asked for.</param>
public sealed record SimulationResult(
    ulong Seed,
    Violation? Violation,
    ulong Fingerprint,
    IReadOnlyDictionary<string, ulong> OfParties,
    long Steps,
    Coverage Coverage,
    IReadOnlyList<string> Transcript);
