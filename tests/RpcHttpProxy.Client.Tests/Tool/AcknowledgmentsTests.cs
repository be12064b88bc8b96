using RpcHttpProxy.Tool.Trace;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Client.Tests.Tool;

public class AcknowledgmentsTests
{
    [Fact]
    public void The_first_acknowledgment_of_each_channel_and_direction_stays_and_so_does_everything_else()
    {
        TraceEvent[] events =
        [
            Event("client", TraceEventKind.Sent, "FlowControlAckWithDestination"),
            Event("client", TraceEventKind.Sent, "Ping"),
            Event("client", TraceEventKind.Sent, "FlowControlAckWithDestination"),
            Event("client", TraceEventKind.Received, "FlowControlAckWithDestination"),
            Event("client", TraceEventKind.Sent, "Ping"),
            Event("server", TraceEventKind.Sent, "FlowControlAck"),
            Event("server", TraceEventKind.Sent, "FlowControlAck"),
            Event("server", TraceEventKind.Transition, null),
        ];

        (IReadOnlyList<TraceEvent> kept, int leftOut) = Acknowledgments.KeepFirst(events);

        Assert.Equal(2, leftOut);
        Assert.Equal([events[0], events[1], events[3], events[4], events[5], events[7]], kept);
    }

    private static TraceEvent Event(string role, TraceEventKind kind, string? pdu) => new()
    {
        Time = DateTimeOffset.UnixEpoch,
        Role = role,
        Node = "node",
        Cookie = "cookie",
        Kind = kind,
        Channel = "ClientIn 3f2a",
        Pdu = pdu,
    };
}
