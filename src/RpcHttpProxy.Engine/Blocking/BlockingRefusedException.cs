namespace RpcHttpProxy.Engine.Blocking;

/// <summary>A blocking call isn't made: too many wait, of this requester or in all, or too many hang.</summary>
public sealed class BlockingRefusedException(string message) : Exception(message);
