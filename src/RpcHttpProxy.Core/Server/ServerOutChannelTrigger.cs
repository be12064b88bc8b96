namespace RpcHttpProxy.Core.Server;

/// <summary>The events of 3.2.5.5 on the virtual OUT channel, and ours.</summary>
internal enum ServerOutChannelTrigger
{
    /// <summary>"Start Recycle" in figure 29 (3.2.5.5.15).</summary>
    StartRecycle,

    /// <summary>3.2.5.5.9</summary>
    OUT_R1_A4,

    /// <summary>3.2.5.5.10</summary>
    OUT_R1_A8,

    /// <summary>3.2.5.5.11</summary>
    OUT_R2_A4,

    /// <summary>3.2.5.5.12</summary>
    OUT_R2_A8,

    /// <summary>Ours: any RTS PDU that has no rule on the OUT channel.</summary>
    OtherPdu,

    /// <summary>3.2.5.5.13</summary>
    CONN_CLOSE,

    /// <summary>3.2.5.5.13</summary>
    CONN_ERROR,

    /// <summary>3.2.5.5.13</summary>
    PROTOCOL_ERROR,
}
