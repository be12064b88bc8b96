using RpcHttpProxy.Core;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>A virtual connection couldn't be opened. The message says why in a sentence.</summary>
public sealed class VirtualConnectionException(CloseReason reason, string message) : Exception(message)
{
    /// <summary>The reason in one word.</summary>
    public CloseReason Reason { get; } = reason;
}
