namespace RpcHttpProxy.Transport.Names;

/// <summary>How much looking up names may take. All numbers are ours.</summary>
internal sealed record NameLookupBounds
{
    /// <summary>Threads, and so look-ups that run at once: one that hangs holds its thread until the system gives up, 10 s and more (resolv.conf(5)).</summary>
    public int Threads { get; init; } = 16;

    /// <summary>Threads that one requester's look-ups may hold, so that others find some free.</summary>
    public int ThreadsPerRequester { get; init; } = 4;

    /// <summary>Names that one requester may wait for.</summary>
    public int NamesPerRequester { get; init; } = 64;

    /// <summary>Names that may wait for a thread.</summary>
    public int Waiting { get; init; } = 1_024;

    /// <summary>How long a failure is the answer without asking: long enough for a client's retries, too short for an operator to notice.</summary>
    public TimeSpan FailureLifetime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures that are remembered.</summary>
    public int Failures { get; init; } = 1_024;
}
