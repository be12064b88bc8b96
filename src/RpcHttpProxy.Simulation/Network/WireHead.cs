namespace RpcHttpProxy.Simulation.Network;

/// <summary>What precedes the bytes of one direction, for protocols that announce them, as a response of HTTP does.</summary>
/// <param name="ContentLength">How many bytes follow.</param>
/// <param name="Refusal">The number of the error that comes instead of them; null for none.</param>
internal sealed record WireHead(long ContentLength, uint? Refusal);
