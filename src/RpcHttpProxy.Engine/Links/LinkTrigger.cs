namespace RpcHttpProxy.Engine.Links;

/// <summary>What moves a link from one state to the next.</summary>
public enum LinkTrigger
{
    /// <summary>What carries it is there.</summary>
    Established,

    /// <summary>It couldn't be established, or came too late.</summary>
    NotEstablished,

    /// <summary>What precedes the bytes was read.</summary>
    HeadRead,

    /// <summary>The peer's last byte was read, and the link lives on.</summary>
    InputEnded,

    /// <summary>The peer has ended it in order.</summary>
    EndedByPeer,

    /// <summary>Reading or writing has failed, or what came can't be taken.</summary>
    Failed,

    /// <summary>This side ends it in order.</summary>
    EndedHere,

    /// <summary>The last byte is written, and the peer is not awaited.</summary>
    Written,

    /// <summary>The last byte and FIN are written; the peer's FIN is to be waited for.</summary>
    Finished,

    /// <summary>The peer's FIN has come.</summary>
    PeerFinished,

    /// <summary>It ends at once: by this side's order, by a failed write, or because its last bytes took too long.</summary>
    Aborted,

    /// <summary>What carried it is gone.</summary>
    Released,
}
