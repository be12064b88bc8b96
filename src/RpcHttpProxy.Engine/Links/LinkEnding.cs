namespace RpcHttpProxy.Engine.Links;

/// <summary>How this side ends a link once its outbox is empty.</summary>
public enum LinkEnding
{
    /// <summary>It doesn't: the peer has ended the link, and the carrier is let go of.</summary>
    None,

    /// <summary>FIN behind the last byte.</summary>
    Finish,

    /// <summary>An answer that tells why, where nothing was answered yet; then FIN.</summary>
    Refuse,

    /// <summary>At once, by RST.</summary>
    Abort,
}
