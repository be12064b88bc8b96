namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>A line to try, and what it does.</summary>
internal sealed record Example(string Line, string Meaning);
