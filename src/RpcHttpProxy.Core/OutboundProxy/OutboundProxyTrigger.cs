namespace RpcHttpProxy.Core.OutboundProxy;

/// <summary>The events of 3.2.4.5, named as figure 28 and the PDUs are, and ours.</summary>
internal enum OutboundProxyTrigger
{
    /// <summary>3.2.4.5.3</summary>
    CONN_A1,

    /// <summary>3.2.4.5.4</summary>
    CONN_C1,

    /// <summary>3.2.4.5.5: OUT_R1/A1 or OUT_R2/A1, which are one PDU.</summary>
    OUT_R1_A1,

    /// <summary>3.2.4.5.6.2: no row for the cookie.</summary>
    OUT_R1_A3,

    /// <summary>3.2.4.5.6.1: the cookie has a row.</summary>
    OUT_R2_A3,

    /// <summary>3.2.4.5.7</summary>
    OUT_R1_A5,

    /// <summary>3.2.4.5.8</summary>
    OUT_R1_A9,

    /// <summary>3.2.4.5.9</summary>
    OUT_R1_A11,

    /// <summary>3.2.4.5.10</summary>
    OUT_R2_B1,

    /// <summary>3.2.4.5.11</summary>
    OUT_R2_C1,

    /// <summary>3.2.4.5.12</summary>
    OUT_R2_B2,

    /// <summary>3.2.4.5.13</summary>
    EchoRequest,

    /// <summary>Ours: the TCP connection to the server is there.</summary>
    ServerConnected,

    /// <summary>Ours: OUT_R1/A10 or OUT_R2/B3 has been written.</summary>
    Drained,

    /// <summary>Ours: any RTS PDU that the outbound proxy has no rule for.</summary>
    OtherPdu,

    /// <summary>3.2.4.5.14</summary>
    CONN_CLOSE,

    /// <summary>3.2.4.5.14</summary>
    CONN_ERROR,

    /// <summary>3.2.4.5.14</summary>
    PROTOCOL_ERROR,
}
