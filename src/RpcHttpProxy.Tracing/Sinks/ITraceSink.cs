namespace RpcHttpProxy.Tracing;

/// <summary>Takes trace events from any thread. Never blocks and never throws: traffic comes first.</summary>
public interface ITraceSink
{
    /// <summary>Ask before making an event: false means that none is wanted.</summary>
    bool IsEnabled { get; }

    void Write(TraceEvent traceEvent);
}
