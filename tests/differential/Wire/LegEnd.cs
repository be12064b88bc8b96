namespace RpcHttpProxy.Differential.Tests.Wire;

/// <summary>How the other side ended its direction of a TCP connection.</summary>
internal enum LegEnd
{
    /// <summary>It has not: nothing more came until the deadline.</summary>
    Silent,

    Fin,

    /// <summary>FIN, and close_notify before it (RFC 8446, 6.1).</summary>
    CloseNotifyAndFin,

    /// <summary>
    /// FIN over TLS, after this side's own close_notify: whether another comes back then is a race that both builds have, and RFC 8446 leaves it open.
    /// </summary>
    FinAfterOurs,

    Reset,

    /// <summary>There was no connection to read from.</summary>
    NeverConnected,
}
