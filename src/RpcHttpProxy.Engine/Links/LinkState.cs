namespace RpcHttpProxy.Engine.Links;

/// <summary>How far a link's life has come.</summary>
public enum LinkState
{
    /// <summary>This side establishes it: nothing carries it yet.</summary>
    Opening,

    /// <summary>What precedes its bytes is being read: the head of a response, a greeting.</summary>
    HeadAwaited,

    /// <summary>Bytes flow both ways.</summary>
    Flowing,

    /// <summary>The peer has sent its last byte; bytes flow to it.</summary>
    HalfClosed,

    /// <summary>It is over: the last bytes are being written, what still comes is thrown away.</summary>
    Closing,

    /// <summary>The last byte and FIN are written; the peer's FIN is awaited, since closing before it would reset the connection.</summary>
    Lingering,

    /// <summary>Nothing is read or written any more; what carried it is being let go of.</summary>
    Releasing,

    /// <summary>Nothing of it is left.</summary>
    Ended,
}
