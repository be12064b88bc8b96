namespace RpcHttpProxy.Core.Client;

/// <summary>The states of figure 25, and two of ours.</summary>
internal enum ClientInChannelState
{
    /// <summary>One IN channel, in use.</summary>
    Opened,

    /// <summary>IN_R1/A1 (or IN_R2/A1) goes out on a successor; IN_R1/A4 or IN_R2/A4 is awaited.</summary>
    Opened_A4W,

    /// <summary>Ours: the end.</summary>
    Finished,
}
