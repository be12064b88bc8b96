namespace RpcHttpProxy.Protocol;

/// <summary>The Flags field of the RTS PDU header (2.2.3.6.1).</summary>
[Flags]
public enum RtsFlags : ushort
{
    None = 0x0000,

    /// <summary>Proves that the sender is alive.</summary>
    Ping = 0x0001,

    /// <summary>Carries a command that no other flag announces.</summary>
    OtherCmd = 0x0002,

    /// <summary>Belongs to the recycling of a channel.</summary>
    RecycleChannel = 0x0004,

    InChannel = 0x0008,

    OutChannel = 0x0010,

    /// <summary>The last PDU of its channel; not every channel ends with one.</summary>
    Eof = 0x0020,

    /// <summary>An echo response.</summary>
    Echo = 0x0040,
}
