namespace RpcHttpProxy.Core.Server;

/// <summary>The states of figure 29, box "OUT CHANNEL Recycle".</summary>
internal enum ServerOutChannelState
{
    /// <summary>One OUT channel, in use.</summary>
    Opened,

    /// <summary>OUT_R2/A1 went out; OUT_R1/A4 or OUT_R2/A4 is awaited.</summary>
    Opened_A4W,

    /// <summary>OUT_R1/A5 went out; OUT_R1/A8 is awaited.</summary>
    Opened_A8W,

    /// <summary>OUT_R2/A5 went out; OUT_R2/A8 is awaited.</summary>
    Opened_R2A8W,

    /// <summary>The end.</summary>
    Finished,
}
