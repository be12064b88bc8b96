namespace RpcHttpProxy.Hosting.FrontEnds;

/// <summary>The versions of the PROXY protocol, by which a front end that passes TCP on says whose connection it is.</summary>
internal enum ProxyProtocolVersion
{
    /// <summary>A line of text.</summary>
    V1,

    /// <summary>Binary.</summary>
    V2,
}
