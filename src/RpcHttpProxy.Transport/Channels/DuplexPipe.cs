using System.IO.Pipelines;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>One side's ends of two pipes.</summary>
internal sealed record DuplexPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe
{
    /// <summary>The pool takes readers and writers on, so that nobody's code runs inside another's write. Default thresholds: 64 and 32 KiB.</summary>
    public static PipeOptions Options { get; } = new(useSynchronizationContext: false);
}
