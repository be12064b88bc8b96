namespace RpcHttpProxy.Core.Client;

/// <summary>The events of 3.2.2.4 and 3.2.2.5 on the virtual IN channel, and ours.</summary>
internal enum ClientInChannelTrigger
{
    /// <summary>Ours: the IN channel approaches its lifetime (3.2.2.5.12).</summary>
    StartRecycle,

    /// <summary>Ours: the HTTP connection for the successor's IN channel request is there.</summary>
    InChannelConnected,

    /// <summary>3.2.2.5.5</summary>
    IN_R1_A4,

    /// <summary>3.2.2.5.5</summary>
    IN_R2_A4,

    /// <summary>Ours: IN_R1/A5 (or IN_R2/A5) has been written.</summary>
    Drained,

    /// <summary>Ours: any RTS PDU that has no rule.</summary>
    OtherPdu,

    /// <summary>3.2.2.5.11</summary>
    CONN_CLOSE,

    /// <summary>3.2.2.5.11</summary>
    CONN_ERROR,

    /// <summary>3.2.2.5.11</summary>
    PROTOCOL_ERROR,
}
