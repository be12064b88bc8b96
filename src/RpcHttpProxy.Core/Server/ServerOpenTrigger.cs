namespace RpcHttpProxy.Core.Server;

/// <summary>The events of 3.2.5.5 while a connection opens, and ours.</summary>
internal enum ServerOpenTrigger
{
    /// <summary>3.2.5.5.3</summary>
    CONN_A2,

    /// <summary>3.2.5.5.4</summary>
    CONN_B2,

    /// <summary>Ours: the service behind the server is there.</summary>
    ServiceConnected,

    /// <summary>Ours: any RTS PDU that has no rule while a connection opens.</summary>
    OtherPdu,

    /// <summary>3.2.5.5.13</summary>
    CONN_CLOSE,

    /// <summary>3.2.5.5.13</summary>
    CONN_ERROR,

    /// <summary>3.2.5.5.13</summary>
    PROTOCOL_ERROR,
}
