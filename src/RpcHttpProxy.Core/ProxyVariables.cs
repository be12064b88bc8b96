namespace RpcHttpProxy.Core;

/// <summary>What a proxy announces and how long it waits. The defaults are those of Windows where [MS-RPCH] tells them.</summary>
public sealed record ProxyVariables
{
    /// <summary>ReceiveWindowSize in bytes, 8–256 KiB (2.2.3.5.1, appendix note 15). 64 KiB: Wine stalls above 128 KiB.</summary>
    public uint ReceiveWindowSize { get; init; } = 65_536;

    /// <summary>ConnectionTimeout in milliseconds, 120 000–14 400 000 (2.2.3.5.3; 900 s in appendix note 41).</summary>
    public uint ConnectionTimeout { get; init; } = 900_000;

    /// <summary>
    /// Milliseconds of silence after which the outbound proxy pings a client that has itself sent an RTS PDU after CONN/B1, where that is shorter
    /// than the connection time-out; 0 for never. Ours: middleboxes cut connections that are silent for a minute, and a client that sends
    /// no RTS PDU, as Samba's, takes none after CONN/C2.
    /// </summary>
    public uint PingInterval { get; init; } = 50_000;

    // [rpch 2.1.2.1.4/1, 3.2.4.5.3/8, 3.2.4.5.9/8] Content-Length from 128 KiB to 2 GiB, a setting
    /// <summary>ChannelLifetime of the OUT channel response in bytes, 128 KiB–2 GiB (2.1.2.1.4; 1 GiB in appendix note 45).</summary>
    public uint ChannelLifetime { get; init; } = 1 << 30;

    /// <summary>How long a connection may take from its first PDU to the state opened. Ours.</summary>
    public TimeSpan SetupTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a peer that has never acknowledged anything may hold RPC PDUs back by its window; then TCP's back-pressure alone bounds
    /// them. Ours: Samba never acknowledges, and would stall for good at 256 KiB.
    /// </summary>
    public TimeSpan AcknowledgmentGrace { get; init; } = TimeSpan.FromSeconds(5);
}
