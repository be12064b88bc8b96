namespace RpcHttpProxy.Services;

/// <summary>The connection ended before the answer was whole. The channel is of no more use.</summary>
public sealed class RpcConnectionLostException(string message, Exception? inner = null) : RpcException(message, inner);
