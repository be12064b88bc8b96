using RpcHttpProxy.Engine.Blocking;

namespace RpcHttpProxy.Transport.Names;

/// <summary>How much looking up names may take. All numbers are ours.</summary>
internal sealed record NameLookupBounds
{
    /// <summary>
    /// The calls. A look-up that hangs holds its thread until the system gives up, 10 s and more (resolv.conf(5)); its deadline is below a
    /// connection's, so that the client hears what was wrong.
    /// </summary>
    public BlockingBounds Calls { get; init; } = new()
    {
        Threads = 16,
        ThreadsPerRequester = 4,
        CallsPerRequester = 64,
        Waiting = 1_024,
        Deadline = TimeSpan.FromSeconds(15),
    };

    /// <summary>How long a failure is the answer without asking: long enough for a client's retries, too short for an operator to notice.</summary>
    public TimeSpan FailureLifetime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Failures that are remembered.</summary>
    public int Failures { get; init; } = 1_024;
}
