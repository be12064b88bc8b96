using RpcHttpProxy.Engine.Blocking;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>The threads that make GSSAPI's calls, for all schemes together. All numbers are ours.</summary>
internal sealed class GssCalls(TimeProvider time) : IDisposable
{
    /// <summary>Calls at once for each processor: one takes well under a millisecond, unless winbind has to ask a domain controller.</summary>
    public const int PerProcessor = 4;

    private const int WaitingForEach = 32;

    private static readonly int s_threads = PerProcessor * Environment.ProcessorCount;
    private static readonly TimeSpan s_deadline = TimeSpan.FromSeconds(10);

    /// <summary>Makes them.</summary>
    public BlockingScheduler Scheduler { get; } = new(
        "GSSAPI calls",
        new BlockingBounds
        {
            Threads = s_threads,
            ThreadsPerRequester = s_threads / 2,
            CallsPerRequester = s_threads * WaitingForEach / 2,
            Waiting = s_threads * WaitingForEach,
            Deadline = s_deadline,
        },
        time);

    /// <inheritdoc/>
    public void Dispose() => Scheduler.Dispose();
}
