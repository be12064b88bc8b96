namespace RpcHttpProxy.Edge.Limits;

/// <summary>What ends a connection, or answers a request, before there is a channel; each has a counter. Those of channels have a CloseReason.</summary>
internal enum Rejection
{
    /// <summary>A connection beyond its address's share; those beyond the total are <see cref="Limit.Connections"/>.</summary>
    ConnectionLimit,

    /// <summary>A PROXY protocol header is missing, malformed, late, or from a peer that isn't trusted.</summary>
    ProxyHeader,

    /// <summary>A TLS handshake that failed.</summary>
    TlsHandshake,

    /// <summary>Something else than TLS on a listener with TLS: nearly always HTTP.</summary>
    PlainHttpOnTls,

    /// <summary>A request that is no HTTP/1.x; answered by the HTTP server itself.</summary>
    MalformedRequest,

    /// <summary>400: HTTP, but no request that is taken here.</summary>
    BadRequest,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>405 and 501.</summary>
    MethodNotAllowed,

    /// <summary>503, for attempts to authenticate that aren't looked at now.</summary>
    Overloaded,

    /// <summary>401 that ends its connection, or another status.</summary>
    Other,
}
