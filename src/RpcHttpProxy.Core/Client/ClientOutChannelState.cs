namespace RpcHttpProxy.Core.Client;

/// <summary>The states of figure 26, and two of ours.</summary>
internal enum ClientOutChannelState
{
    /// <summary>One OUT channel, in use.</summary>
    Opened,

    /// <summary>OUT_R1/A3 (or OUT_R2/A3) goes out on a successor; OUT_R1/A6 or OUT_R2/A6 is awaited.</summary>
    Opened_A6W,

    /// <summary>OUT_R1/A7 went out; OUT_R1/A10 is awaited.</summary>
    Opened_A10W,

    /// <summary>OUT_R2/A7 and OUT_R2/C1 went out; OUT_R2/B3 is awaited.</summary>
    B3W,

    /// <summary>Ours: the end.</summary>
    Finished,
}
