namespace RpcHttpProxy.Tracing;

/// <summary>Tracing switched off.</summary>
public sealed class NullTraceSink : ITraceSink
{
    private NullTraceSink()
    {
    }

    public static NullTraceSink Instance { get; } = new();

    public bool IsEnabled => false;

    public void Write(TraceEvent traceEvent)
    {
    }
}
