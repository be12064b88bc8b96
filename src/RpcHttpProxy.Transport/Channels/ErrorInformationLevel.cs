namespace RpcHttpProxy.Transport.Channels;

/// <summary>How much a proxy tells a client with a 503.</summary>
public enum ErrorInformationLevel
{
    /// <summary>The RPC error and nothing else.</summary>
    None,

    /// <summary>
    /// Also the reason's word, when it was, and what was asked for. The node is called by its role: nothing about this machine or the
    /// network behind it that the client doesn't know, or can't conclude from the RPC error.
    /// </summary>
    Reason,

    /// <summary>Also this node's name and process, for networks whose clients may know them.</summary>
    Node,
}
