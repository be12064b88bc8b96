namespace RpcHttpProxy.Core;

/// <summary>The timers a role may ask for. Each is at most once running per virtual connection.</summary>
public enum TimerKind
{
    /// <summary>The connection setup timer (3.2.5.2.1); in proxies and client the deadline of every waiting state (ours).</summary>
    ConnectionSetup,

    /// <summary>The proxy use determination timer (3.2.2.2.3).</summary>
    ProxyUse,

    /// <summary>Ours: how long a proxy use determination waits for any answer.</summary>
    ProxyUseDeadline,
}
