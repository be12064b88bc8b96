namespace RpcHttpProxy.Protocol;

/// <summary>
/// What flags and command types alone tell about an RTS PDU. Some PDUs share one form (2.2.4.1); their receiver names them by its
/// state and by the cookies it knows.
/// </summary>
public enum RtsPduShape
{
    CONN_A1,

    CONN_A2,

    CONN_A3,

    CONN_B1,

    CONN_B2,

    CONN_B3,

    /// <summary>CONN/C1, CONN/C2.</summary>
    CONN_C,

    /// <summary>IN_R1/A1, IN_R2/A1.</summary>
    IN_R_A1,

    IN_R1_A2,

    /// <summary>IN_R1/A3, IN_R1/A4.</summary>
    IN_R1_A3_A4,

    /// <summary>IN_R1/A5, IN_R1/A6, IN_R2/A2, IN_R2/A5, OUT_R2/A4.</summary>
    Cookie,

    /// <summary>IN_R1/B1.</summary>
    Empty,

    /// <summary>IN_R1/B2.</summary>
    ReceiveWindowSize,

    /// <summary>IN_R2/A3, IN_R2/A4.</summary>
    Destination,

    /// <summary>OUT_R1/A1, OUT_R1/A2, OUT_R2/A1, OUT_R2/A2.</summary>
    OUT_R_A1_A2,

    /// <summary>OUT_R1/A3, OUT_R2/A3.</summary>
    OUT_R_A3,

    OUT_R1_A4,

    /// <summary>OUT_R1/A5, OUT_R1/A6.</summary>
    OUT_R1_A5_A6,

    /// <summary>OUT_R1/A7, OUT_R1/A8, OUT_R2/A8.</summary>
    OUT_R_A7_A8,

    /// <summary>OUT_R1/A9, OUT_R1/A10, OUT_R1/A11, OUT_R2/B1.</summary>
    ANCE,

    /// <summary>OUT_R2/A5, OUT_R2/A6.</summary>
    DestinationANCE,

    /// <summary>OUT_R2/A7 with its Version command; an inbound proxy that forwards it unchanged makes it the server's OUT_R2/A8.</summary>
    OUT_R2_A7,

    /// <summary>OUT_R2/B2.</summary>
    NegativeANCE,

    OUT_R2_B3,

    /// <summary>OUT_R2/C1 with an Empty or a Padding command.</summary>
    OUT_R2_C1,

    KeepAlive,

    PingTrafficSentNotify,

    Echo,

    Ping,

    FlowControlAck,

    FlowControlAckWithDestination,
}
