using RpcHttpProxy.Core;

namespace RpcHttpProxy.Client;

/// <summary>A virtual connection couldn't be opened.</summary>
public sealed class RpcHttpOpenException : RpcHttpException
{
    internal RpcHttpOpenException(CloseReason reason, string message, ProxyRefusal? refusal, Exception? inner)
        : base(message, refusal, inner) => Reason = reason;

    /// <summary>The reason in one word.</summary>
    public CloseReason Reason { get; }
}
