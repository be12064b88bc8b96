namespace RpcHttpProxy.Core.Client;

/// <summary>The events of 3.2.2.5 on the virtual OUT channel, and ours.</summary>
internal enum ClientOutChannelTrigger
{
    /// <summary>3.2.2.5.6: OUT_R1/A2 or OUT_R2/A2, which are one PDU.</summary>
    OUT_R1_A2,

    /// <summary>Ours: the HTTP connection for the successor's OUT channel request is there.</summary>
    OutChannelConnected,

    /// <summary>Ours: the OUT channel response of a successor.</summary>
    OutChannelResponse,

    /// <summary>3.2.2.5.7</summary>
    OUT_R1_A6,

    /// <summary>3.2.2.5.8</summary>
    OUT_R1_A10,

    /// <summary>3.2.2.5.9</summary>
    OUT_R2_A6,

    /// <summary>3.2.2.5.10</summary>
    OUT_R2_B3,

    /// <summary>Ours: any RTS PDU that has no rule.</summary>
    OtherPdu,

    /// <summary>3.2.2.5.11</summary>
    CONN_CLOSE,

    /// <summary>3.2.2.5.11</summary>
    CONN_ERROR,

    /// <summary>3.2.2.5.11</summary>
    PROTOCOL_ERROR,
}
