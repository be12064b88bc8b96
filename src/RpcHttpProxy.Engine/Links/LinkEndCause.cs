namespace RpcHttpProxy.Engine.Links;

/// <summary>Whose doing a link's end is.</summary>
public enum LinkEndCause
{
    /// <summary>The peer closed in order.</summary>
    Peer,

    /// <summary>Reading or writing failed.</summary>
    Wire,

    /// <summary>What came can't be taken, or came too late: the protocol's code tells why.</summary>
    Protocol,

    /// <summary>This side ended it.</summary>
    Here,
}
