namespace RpcHttpProxy.Edge;

/// <summary>What lasts from one request of a TCP connection to the next. Used by one request at a time, as HTTP/1.x has it.</summary>
internal interface IEdgeConnection
{
    /// <summary>Who is at its other end, as several requests say it together; null while none has begun to.</summary>
    ConnectionIdentity? Identity { get; }

    /// <summary>The same, made when there is none; it is disposed of when the connection ends.</summary>
    ConnectionIdentity MakeIdentity();
}
