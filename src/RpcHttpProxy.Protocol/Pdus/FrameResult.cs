namespace RpcHttpProxy.Protocol;

/// <summary>What <see cref="PduFramer"/> found at the start of a buffer.</summary>
public enum FrameResult
{
    /// <summary>A whole PDU, now cut off the buffer.</summary>
    Complete,

    /// <summary>Nothing, or the beginning of a PDU; the buffer is as it was.</summary>
    NeedMoreData,

    /// <summary>No PDU can begin like this; the stream cannot be read on.</summary>
    Invalid,

    /// <summary>The stream ended inside a PDU.</summary>
    Truncated,
}
