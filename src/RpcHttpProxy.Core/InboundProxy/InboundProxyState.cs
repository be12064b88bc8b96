namespace RpcHttpProxy.Core.InboundProxy;

/// <summary>The states of figure 27, and four of ours.</summary>
internal enum InboundProxyState
{
    /// <summary>An IN channel request has come, no PDU yet (3.2.3.5.1).</summary>
    Open_Start,

    /// <summary>Ours, between CONN/B1 and B3W: the TCP connection to the server is being established (first step of 3.2.3.5.3).</summary>
    B3W_Connecting,

    /// <summary>CONN/B2 went to the server; CONN/B3 is awaited.</summary>
    B3W,

    /// <summary>Ours, between IN_R1/A1 and Wait_B2: the TCP connection to the server is being established (3.2.3.5.5.2).</summary>
    Wait_B2_Connecting,

    /// <summary>IN_R1/A2 went to the server; IN_R1/B2 is awaited.</summary>
    Wait_B2,

    /// <summary>RPC PDUs flow.</summary>
    Opened,

    /// <summary>A successor IN channel is there (IN_R2); IN_R2/A5 is awaited on the predecessor.</summary>
    Opened_A5W,

    /// <summary>Ours, between IN_R1/A5 and Finished: what waits for the server's window, and IN_R1/B1 behind it, is going out.</summary>
    Draining,

    /// <summary>The end.</summary>
    Finished,
}
