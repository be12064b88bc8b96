namespace RpcHttpProxy.Core.ProxyUse;

/// <summary>The states of figure 23, and six of ours: its dots, and what it leaves open when an echo fails.</summary>
public enum ProxyUseState
{
    /// <summary>Ours: the initial dot.</summary>
    Start,

    /// <summary>Both echo requests are under way.</summary>
    Wait,

    /// <summary>The echo through the HTTP proxy was answered first; the direct one has 200 ms.</summary>
    Wait_Direct,

    /// <summary>Ours: the direct echo failed; only the one through the HTTP proxy is left.</summary>
    Wait_Indirect,

    /// <summary>Ours: the echo through the HTTP proxy failed, or there is no HTTP proxy; only the direct one is left.</summary>
    Wait_DirectOnly,

    /// <summary>Ours, the final dot: proxy use is "direct connection" (3.2.2.1.2).</summary>
    Direct,

    /// <summary>Ours, the final dot: proxy use is "indirect connection".</summary>
    Indirect,

    /// <summary>Ours: no echo was answered, a connection error (3.2.2.4.1.1).</summary>
    Failed,
}
