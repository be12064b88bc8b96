namespace RpcHttpProxy.Core.Server;

/// <summary>The states of figure 29, box "IN CHANNEL Recycle".</summary>
internal enum ServerInChannelState
{
    /// <summary>One IN channel, in use.</summary>
    Opened,

    /// <summary>A successor IN channel is there (IN_R1); IN_R1/A6 is awaited on the predecessor.</summary>
    A6W,

    /// <summary>IN_R1/A6 has come; IN_R1/B1 is awaited on the predecessor.</summary>
    Opened_B1W,

    /// <summary>The end.</summary>
    Finished,
}
