namespace RpcHttpProxy.Core.VirtualConnections;

/// <summary>The three ways into the state finished, as figures 27–29 name them.</summary>
public enum CloseTrigger
{
    /// <summary>A channel, or this side, closed in order.</summary>
    CONN_CLOSE,

    /// <summary>A channel broke, couldn't be had, or took too long.</summary>
    CONN_ERROR,

    /// <summary>A peer broke the protocol.</summary>
    PROTOCOL_ERROR,
}
