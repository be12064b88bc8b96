namespace RpcHttpProxy.Engine.Blocking;

/// <summary>Blocking calls of one kind, at one moment.</summary>
/// <param name="Running">How many hold a thread.</param>
/// <param name="MaxRunning">How many may.</param>
/// <param name="Waiting">How many wait for a thread.</param>
/// <param name="Abandoned">How many were given up at their deadline and still run.</param>
/// <param name="MaxAbandoned">With as many, every call is refused.</param>
public sealed record BlockingReport(int Running, int MaxRunning, int Waiting, int Abandoned, int MaxAbandoned);
