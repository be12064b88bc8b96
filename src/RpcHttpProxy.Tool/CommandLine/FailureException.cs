using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>The other side failed, for exit code 1. For what has no exception of its own.</summary>
internal sealed class FailureException(string message, uint? rpcError = null, IReadOnlyList<ExtendedErrorInfo>? extendedError = null)
    : Exception(message)
{
    /// <summary>The Windows error code that says it; null when none does.</summary>
    public uint? RpcError { get; } = rpcError;

    /// <summary>What else a proxy told; may be empty.</summary>
    public IReadOnlyList<ExtendedErrorInfo> ExtendedError { get; } = extendedError ?? [];
}
