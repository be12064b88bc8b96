namespace RpcHttpProxy.Simulation;

/// <summary>An invariant that didn't hold.</summary>
/// <param name="Invariant">Which.</param>
/// <param name="What">What happened instead, and where.</param>
public sealed record Violation(string Invariant, string What);
