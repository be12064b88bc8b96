namespace RpcHttpProxy.Core.ProxyUse;

/// <summary>The events of 3.2.2.5.1 and 3.2.2.6.3, and ours.</summary>
public enum ProxyUseTrigger
{
    /// <summary>Both echo requests were sent.</summary>
    SendBothEchoRequests,

    /// <summary>Ours: no HTTP proxy is known, the direct echo request was sent alone.</summary>
    SendDirectEchoRequest,

    /// <summary>The echo response came directly.</summary>
    DirectResponse,

    /// <summary>The echo response came through the HTTP proxy.</summary>
    HttpProxyResponse,

    /// <summary>The proxy use determination timer elapsed (3.2.2.6.3).</summary>
    TimeExpired,

    /// <summary>Ours: the direct echo failed.</summary>
    DirectFailed,

    /// <summary>Ours: the echo through the HTTP proxy failed.</summary>
    HttpProxyFailed,

    /// <summary>Ours: no answer at all within the deadline of Wait; the figure would wait for ever.</summary>
    DeadlineElapsed,
}
