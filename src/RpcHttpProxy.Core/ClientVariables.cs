using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core;

/// <summary>What a client announces and how long it waits.</summary>
public sealed record ClientVariables
{
    /// <summary>ReceiveWindowSize in bytes, 8–256 KiB (2.2.3.5.1, appendix note 15).</summary>
    public uint ReceiveWindowSize { get; init; } = 65_536;

    /// <summary>ChannelLifetime of the IN channel in bytes, 128 KiB–2 GiB: also its Content-Length (appendix note 8).</summary>
    public uint ChannelLifetime { get; init; } = 1 << 30;

    /// <summary>
    /// The IN channel is recycled when the next RPC PDU would leave less than this many bytes of its lifetime (4 KiB in appendix note 32).
    /// </summary>
    public uint InChannelReserve { get; init; } = 4_096;

    // [rpch 3.2.2.1.6/1] the keep-alive time, set by the higher layer
    /// <summary>ClientKeepalive in milliseconds: 0 or at least 60 000 (2.2.3.5.6).</summary>
    public uint ClientKeepalive { get; init; } = 300_000;

    // [rpch 3.2.2.1.7/1, 3.2.2.4.4/1] the keep-alive interval, set by the higher layer for the whole of a connection
    /// <summary>KeepAlive interval of 3.2.2.1.1 in milliseconds, set by a higher layer; 0 for none.</summary>
    public uint KeepAliveInterval { get; init; }

    /// <summary>AssociationGroupId (2.2.3.5.13): links the virtual connections of one client.</summary>
    public RtsCookie AssociationGroupId { get; init; }

    /// <summary>How long opening may take. Ours.</summary>
    public TimeSpan SetupTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a peer that has never acknowledged anything may hold RPC PDUs back by its window; then TCP's back-pressure alone bounds
    /// them. Ours: Samba never acknowledges, and would stall for good at 256 KiB.
    /// </summary>
    public TimeSpan AcknowledgmentGrace { get; init; } = TimeSpan.FromSeconds(5);
}
