namespace RpcHttpProxy.Transport.Sessions;

/// <summary>How a channel is to end once its outbox is empty.</summary>
internal enum ChannelEnding
{
    /// <summary>It isn't to end.</summary>
    None,

    /// <summary>FIN behind the last byte.</summary>
    Finish,

    /// <summary>503, if nothing was answered yet; else FIN.</summary>
    Fail,

    /// <summary>At once.</summary>
    Abort,
}
