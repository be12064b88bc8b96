namespace RpcHttpProxy.Edge;

/// <summary>The HTTP version of a request.</summary>
internal enum RequestVersion
{
    /// <summary>One whose connections carry many requests at once: nothing that a channel could have for itself.</summary>
    Later,

    /// <summary>HTTP/1.0.</summary>
    Http10,

    /// <summary>HTTP/1.1.</summary>
    Http11,
}
