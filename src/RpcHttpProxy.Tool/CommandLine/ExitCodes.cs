namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>What the shell is told.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>The other side failed; standard error says how.</summary>
    public const int OtherSideFailed = 1;

    /// <summary>Wrong usage; standard error says what is wrong.</summary>
    public const int WrongUsage = 2;

    /// <summary>128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;

    /// <summary>128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
