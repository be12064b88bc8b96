using RpcHttpProxy.Core;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>A channel can't be had. The message says which and why.</summary>
public sealed class ChannelOpenException(CloseReason reason, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The reason in one word.</summary>
    public CloseReason Reason { get; } = reason;
}
