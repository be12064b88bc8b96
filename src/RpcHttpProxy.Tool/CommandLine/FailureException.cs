namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>The other side failed, for exit code 1. For what has no exception of its own.</summary>
internal sealed class FailureException(string message, uint? rpcError = null) : Exception(message)
{
    /// <summary>The Windows error code that says it; null when none does.</summary>
    public uint? RpcError { get; } = rpcError;
}
