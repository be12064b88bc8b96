using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Tool.Trace;

/// <summary>
/// Leaves out of a picture what flow control repeats: a transfer of a gigabyte has tens of thousands of acknowledgments, each of which
/// is sent and received on four hops, and the first of each shows all there is to see.
/// </summary>
internal static class Acknowledgments
{
    private const string FlowControlAck = "FlowControlAck";       // and FlowControlAckWithDestination

    /// <summary>Keeps the first acknowledgment sent and received on each channel by each role.</summary>
    public static (IReadOnlyList<TraceEvent> Kept, int LeftOut) KeepFirst(IReadOnlyList<TraceEvent> events)
    {
        HashSet<(string, string, string, TraceEventKind, string?, string)> seen = [];
        List<TraceEvent> kept = [];
        foreach (TraceEvent traceEvent in events)
        {
            if (traceEvent.Pdu is not { } pdu || !pdu.StartsWith(FlowControlAck, StringComparison.Ordinal)
                || seen.Add((traceEvent.Role, traceEvent.Node, traceEvent.Cookie, traceEvent.Kind, traceEvent.Channel, pdu)))
            {
                kept.Add(traceEvent);
            }
        }

        return (kept, events.Count - kept.Count);
    }
}
