namespace RpcHttpProxy.Services;

/// <summary>What the server sent is no answer to what it was asked. The channel is of no more use.</summary>
public sealed class RpcProtocolException(string message) : RpcException(message);
