namespace RpcHttpProxy.Core.OutboundProxy;

/// <summary>The states of figure 28, and two of ours.</summary>
public enum OutboundProxyState
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

    /// <summary>OUT_R2/B1 has come; OUT_R2/C1 is awaited.</summary>
    R2C1W,

    /// <summary>OUT_R1/A4 went to the server; OUT_R1/A11 is awaited.</summary>
    A11W,

    /// <summary>The end.</summary>
    Finished,

    /// <summary>Ours: the superstate of all but Finished; closes and errors lead out of it from everywhere.</summary>
    Live,
}
