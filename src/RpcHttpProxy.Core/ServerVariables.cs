namespace RpcHttpProxy.Core;

/// <summary>What a server announces and how long it waits.</summary>
public sealed record ServerVariables
{
    /// <summary>ReceiveWindowSize in bytes, 8–256 KiB (2.2.3.5.1, appendix note 15).</summary>
    public uint ReceiveWindowSize { get; init; } = 65_536;

    /// <summary>
    /// The OUT channel is recycled when the next RPC PDU would leave less than this many bytes of its lifetime (8 KiB in appendix note 51).
    /// </summary>
    public uint OutChannelReserve { get; init; } = 8_192;

    /// <summary>How long a successor OUT channel may take. Ours.</summary>
    public TimeSpan RecyclingTimeout { get; init; } = TimeSpan.FromSeconds(60);

    // [rpch 3.2.5.2.1] the connection setup timer
    /// <summary>The connection setup timer: 15 minutes (3.2.5.2.1).</summary>
    public TimeSpan SetupTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How long a peer that has never acknowledged anything may hold RPC PDUs back by its window; then TCP's back-pressure alone bounds
    /// them. Ours: Samba never acknowledges, and would stall for good at 256 KiB.
    /// </summary>
    public TimeSpan AcknowledgmentGrace { get; init; } = TimeSpan.FromSeconds(5);
}
