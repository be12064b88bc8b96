namespace RpcHttpProxy.Hosting.Http1;

/// <summary>How large the head of a request may be; <see cref="Edge.Limits.LimitOptions"/> has the same, for Kestrel.</summary>
/// <param name="RequestLine">Bytes of the request line, its CRLF included.</param>
/// <param name="HeaderBytes">Bytes of all header fields, their CRLFs included.</param>
/// <param name="HeaderCount">Header fields.</param>
internal readonly record struct HeadLimits(int RequestLine, int HeaderBytes, int HeaderCount);
