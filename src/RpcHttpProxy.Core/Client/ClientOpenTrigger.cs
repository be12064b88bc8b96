namespace RpcHttpProxy.Core.Client;

/// <summary>The events of 3.2.2.4 and 3.2.2.5 while a connection opens, and ours.</summary>
internal enum ClientOpenTrigger
{
    /// <summary>3.2.2.4.1.2: the higher layer wants a connection ("In/Out" in figure 24).</summary>
    Open,

    /// <summary>Ours: the HTTP connection for the OUT channel request is there.</summary>
    OutChannelConnected,

    /// <summary>Ours: the HTTP connection for the IN channel request is there.</summary>
    InChannelConnected,

    /// <summary>3.2.2.5.2</summary>
    OutChannelResponse,

    /// <summary>3.2.2.5.3</summary>
    CONN_A3,

    /// <summary>3.2.2.5.4</summary>
    CONN_C2,

    /// <summary>Ours: any RTS PDU that has no rule while a connection opens.</summary>
    OtherPdu,

    /// <summary>3.2.2.5.11</summary>
    CONN_CLOSE,

    /// <summary>3.2.2.5.11</summary>
    CONN_ERROR,

    /// <summary>3.2.2.5.11</summary>
    PROTOCOL_ERROR,
}
