using RpcHttpProxy.Services;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>Which call the load is made of.</summary>
internal enum EchoLoadKind
{
    /// <summary>rpcecho's EchoData: octets there and back.</summary>
    Echo,

    /// <summary>rpcecho's SourceData: octets from the server.</summary>
    Source,

    /// <summary><see cref="CheckedSinkInterface"/>: octets to the server, which compares them.</summary>
    Sink,
}
