namespace RpcHttpProxy.Core.InboundProxy;

/// <summary>The events of 3.2.3.5, named as figure 27 and the PDUs are, and ours.</summary>
internal enum InboundProxyTrigger
{
    /// <summary>3.2.3.5.3</summary>
    CONN_B1,

    /// <summary>3.2.3.5.4</summary>
    CONN_B3,

    /// <summary>3.2.3.5.5.2: no row for the cookie.</summary>
    IN_R1_A1,

    /// <summary>3.2.3.5.5.1: the cookie has a row.</summary>
    IN_R2_A1,

    /// <summary>3.2.3.5.6</summary>
    IN_R1_A5,

    /// <summary>3.2.3.5.7</summary>
    IN_R1_B2,

    /// <summary>3.2.3.5.8</summary>
    IN_R2_A5,

    /// <summary>3.2.3.5.9</summary>
    EchoRequest,

    /// <summary>Ours: the TCP connection to the server is there.</summary>
    ServerConnected,

    /// <summary>Ours: IN_R1/B1 has been written.</summary>
    Drained,

    /// <summary>Ours: any RTS PDU that the inbound proxy has no rule for.</summary>
    OtherPdu,

    /// <summary>3.2.3.5.10</summary>
    CONN_CLOSE,

    /// <summary>3.2.3.5.10</summary>
    CONN_ERROR,

    /// <summary>3.2.3.5.10</summary>
    PROTOCOL_ERROR,
}
