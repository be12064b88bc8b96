namespace RpcHttpProxy.Core;

/// <summary>The timers there are. Each is at most once running for a virtual connection, a channel or a determination.</summary>
public enum TimerKind
{
    /// <summary>The connection setup timer (3.2.5.2.1); in proxies and client the deadline of every waiting state (ours).</summary>
    ConnectionSetup,

    /// <summary>Ours: how long recycling the IN channel may take.</summary>
    InRecycling,

    /// <summary>Ours: how long recycling the OUT channel may take.</summary>
    OutRecycling,

    // [rpch 3.2.1.1.6.2/2] a timer that has a Ping sent
    /// <summary>Half of the connection time-out or keep-alive interval (3.2.2.6, 3.2.4.6): a Ping is due when nothing was sent since.</summary>
    Ping,

    /// <summary>The window of time in which a server bounds the ping traffic that is reported to it (appendix note 17).</summary>
    PingTrafficWindow,

    /// <summary>Ours: how long a peer that has never acknowledged anything may hold RPC PDUs back by its window.</summary>
    AcknowledgmentGrace,

    /// <summary>The proxy use determination timer (3.2.2.2.3).</summary>
    ProxyUse,

    // [rpch 3.2.2.4.1.1/4] no answer in time is a connection error
    /// <summary>Ours: how long a proxy use determination waits for any answer.</summary>
    ProxyUseDeadline,

    /// <summary>Ours: how long a new channel may take to its first PDU.</summary>
    FirstPdu,
}
