namespace RpcHttpProxy.Engine.Sockets;

/// <summary>What has become of a descriptor; the values are epoll's (epoll_ctl(2)).</summary>
[Flags]
public enum Readiness : uint
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Bytes have come, or the end.</summary>
    Readable = 0x001,

    /// <summary>There is room again for bytes to go.</summary>
    Writable = 0x004,

    /// <summary>The connection has failed.</summary>
    Failed = 0x008,

    /// <summary>Both directions are closed.</summary>
    Closed = 0x010,

    /// <summary>The peer's FIN has come, maybe behind bytes.</summary>
    PeerFinished = 0x2000,
}
