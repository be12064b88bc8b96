namespace RpcHttpProxy.Engine.Blocking;

/// <summary>How much one kind of blocking call may take.</summary>
public sealed record BlockingBounds
{
    /// <summary>Threads, and so calls that run at once besides those that were given up.</summary>
    public required int Threads { get; init; }

    /// <summary>Threads that one requester's calls may hold, those that were given up included, so that others find some free.</summary>
    public required int ThreadsPerRequester { get; init; }

    /// <summary>Calls that one requester may wait for.</summary>
    public required int CallsPerRequester { get; init; }

    /// <summary>Calls that may wait for a thread.</summary>
    public required int Waiting { get; init; }

    /// <summary>How long a call may run, and how long its caller waits for it in all.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>
    /// Calls that may be given up and still run: from there on every call is refused. Ours: so many are no accident, and each keeps a thread with its
    /// stack and two descriptors.
    /// </summary>
    public int MaxAbandoned { get; init; } = 32;
}
