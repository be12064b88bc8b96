namespace RpcHttpProxy.Core.OutboundProxy;

/// <summary>The states of figure 28, and six of ours.</summary>
internal enum OutboundProxyState
{
    /// <summary>An OUT channel request has come, no PDU yet (3.2.4.5.1).</summary>
    Open_Start,

    /// <summary>Ours, between CONN/A1 and C1W: the TCP connection to the server is being established (first step of 3.2.4.5.3).</summary>
    C1W_Connecting,

    /// <summary>CONN/A2, the OUT channel response and CONN/A3 went out; CONN/C1 is awaited.</summary>
    C1W,

    /// <summary>RPC PDUs flow.</summary>
    Opened,

    /// <summary>A successor OUT channel is there (OUT_R2); OUT_R2/B1 or OUT_R2/C1 is awaited.</summary>
    B1OrC1W,

    /// <summary>OUT_R2/C1 has come; OUT_R2/B1 is awaited.</summary>
    B1W,

    /// <summary>Ours, before R2C1W: OUT_R2/B1 has come, what waits on the predecessor and OUT_R2/B3 behind it are going out.</summary>
    R2C1W_Draining,

    /// <summary>Ours, before Opened: OUT_R2/B1 and OUT_R2/C1 have come, OUT_R2/B3 is going out.</summary>
    Opened_Draining,

    /// <summary>OUT_R2/B1 has come; OUT_R2/C1 is awaited.</summary>
    R2C1W,

    /// <summary>Ours, between OUT_R1/A3 and A11W: the TCP connection to the server is being established (3.2.4.5.6.2).</summary>
    A11W_Connecting,

    /// <summary>OUT_R1/A4 went to the server; OUT_R1/A11 is awaited.</summary>
    A11W,

    /// <summary>Ours, between OUT_R1/A9 and Finished: what waits for the client's window, and OUT_R1/A10 behind it, is going out.</summary>
    Draining,

    /// <summary>The end.</summary>
    Finished,
}
