using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Tool.Open;

/// <summary>Reads off the client's trace when the steps of opening came, and passes the trace on.</summary>
internal sealed class StepTimes(ITraceSink next) : ITraceSink
{
    private readonly Lock _lock = new();
    private DateTimeOffset? _first;

    public bool IsEnabled => true;

    public TimeSpan? OutChannelResponse { get; private set; }

    public TimeSpan? CONN_A3 { get; private set; }

    public TimeSpan? CONN_C2 { get; private set; }

    public void Write(TraceEvent traceEvent)
    {
        lock (_lock)
        {
            _first ??= traceEvent.Time;
            TimeSpan since = traceEvent.Time - _first.Value;
            switch (traceEvent)
            {
                case { Kind: TraceEventKind.Received, Pdu: TracePdus.OutChannelResponse }:
                    OutChannelResponse = since;
                    break;
                case { Kind: TraceEventKind.Received, Pdu: "CONN/A3" }:
                    CONN_A3 = since;
                    break;
                case { Kind: TraceEventKind.Received, Pdu: "CONN/C2" }:
                    CONN_C2 = since;
                    break;
            }
        }

        if (next.IsEnabled)
        {
            next.Write(traceEvent);
        }
    }
}
