namespace RpcHttpProxy.Hosting.Http1;

/// <summary>What came of looking for a head in the bytes of a connection.</summary>
internal enum HeadResult
{
    /// <summary>It isn't all there.</summary>
    NeedMoreData,

    /// <summary>It is there; what follows it is left.</summary>
    Complete,

    /// <summary>It is none that is taken: the client is told, and the connection ends.</summary>
    Refused,

    /// <summary>The client has ended the connection between two requests.</summary>
    Ended,
}
