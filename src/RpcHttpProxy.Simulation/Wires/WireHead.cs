namespace RpcHttpProxy.Simulation.Wires;

/// <summary>What an HTTP response begins with: 200 and so many bytes, or <c>503 RPC Error</c>.</summary>
/// <param name="ContentLength">Bytes of the body.</param>
/// <param name="RpcError">The error of a 503; null for a 200.</param>
internal sealed record WireHead(long ContentLength, uint? RpcError);
