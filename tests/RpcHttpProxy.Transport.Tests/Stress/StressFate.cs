namespace RpcHttpProxy.Transport.Tests.Stress;

/// <summary>What becomes of a session over sockets.</summary>
internal enum StressFate
{
    /// <summary>All is said, then QUIT.</summary>
    Quits,

    /// <summary>All is said, then IN is half-closed.</summary>
    HalfClosesIn,

    /// <summary>OUT is half-closed while much is said: that ends both.</summary>
    HalfClosesOut,

    /// <summary>IN is reset at some moment.</summary>
    ResetsIn,

    /// <summary>OUT is reset at some moment.</summary>
    ResetsOut,

    /// <summary>OUT isn't read, and both are closed with bytes that nobody has read.</summary>
    LeavesUnread,

    /// <summary>Bytes that mean nothing, on both.</summary>
    Rubbish,

    /// <summary>A fault of ours.</summary>
    Crashes,
}
