using System.IO.Pipelines;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>One side's ends of two pipes.</summary>
internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe
{
    /* A receive window at its largest (2.2.3.5.1) may wait, so that a side that takes turns with the other has enough to go on with. */
    private const int Pause = 262_144;

    /* Ten RPC fragments of 5 840 bytes or so lie in one piece. A segment that was read goes back to the pool. */
    private const int Segment = 65_536;

    /// <summary>The pool takes readers and writers on, so that no code runs inside another's write.</summary>
    public static PipeOptions Options { get; } = ScheduledBy(PipeScheduler.ThreadPool);

    /// <summary>Readers and writers go on inside each other's calls: for code of ours on both sides, none of which blocks.</summary>
    public static PipeOptions InlineOptions { get; } = ScheduledBy(PipeScheduler.Inline);

    private static PipeOptions ScheduledBy(PipeScheduler scheduler) => new(
        readerScheduler: scheduler, writerScheduler: scheduler,
        pauseWriterThreshold: Pause, resumeWriterThreshold: Pause / 2, minimumSegmentSize: Segment, useSynchronizationContext: false);
}
