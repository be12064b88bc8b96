namespace RpcHttpProxy.Core.Server;

/// <summary>The events of 3.2.5.5 on the virtual IN channel, and ours.</summary>
internal enum ServerInChannelTrigger
{
    /// <summary>3.2.5.5.5</summary>
    IN_R1_A2,

    /// <summary>3.2.5.5.6</summary>
    IN_R1_A6,

    /// <summary>3.2.5.5.7</summary>
    IN_R1_B1,

    /// <summary>3.2.5.5.8</summary>
    IN_R2_A2,

    /// <summary>Ours: any RTS PDU that has no rule on the IN channel.</summary>
    OtherPdu,

    /// <summary>3.2.5.5.13</summary>
    CONN_CLOSE,

    /// <summary>3.2.5.5.13</summary>
    CONN_ERROR,

    /// <summary>3.2.5.5.13</summary>
    PROTOCOL_ERROR,
}
