namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>The command line can't be meant so; the message says why, for exit code 2. For what the parser alone can't know.</summary>
internal sealed class UsageException(string message) : Exception(message);
