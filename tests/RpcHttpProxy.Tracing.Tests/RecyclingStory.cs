namespace RpcHttpProxy.Tracing.Tests;

/// <summary>IN channel recycling to another node (figure 18), of which only the two inbound proxies and the server have traces.</summary>
internal static class RecyclingStory
{
    private static readonly DateTimeOffset s_start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public static IReadOnlyList<TraceEvent> Events() =>
    [
        Pdu(0, TraceRoles.InboundProxy, "in-1", TraceEventKind.Received, TracePdus.RpcRequest, TraceRoles.Client, "3f2a"),
        Pdu(1, TraceRoles.InboundProxy, "in-2", TraceEventKind.Received, "IN_R1/A1", TraceRoles.Client, "77aa"),
        Pdu(2, TraceRoles.InboundProxy, "in-2", TraceEventKind.Sent, "IN_R1/A2", TraceRoles.Server, "77aa"),
        Pdu(3, TraceRoles.Server, "backend", TraceEventKind.Received, "IN_R1/A2", TraceRoles.InboundProxy, "77aa"),
        Pdu(4, TraceRoles.Server, "backend", TraceEventKind.Sent, "IN_R1/A3", TraceRoles.OutboundProxy, "91b2"),
        Pdu(7, TraceRoles.InboundProxy, "in-1", TraceEventKind.Received, "IN_R1/A5", TraceRoles.Client, "3f2a"),
        Pdu(8, TraceRoles.InboundProxy, "in-1", TraceEventKind.Sent, "IN_R1/A6", TraceRoles.Server, "3f2a"),
        Pdu(9, TraceRoles.Server, "backend", TraceEventKind.Received, "IN_R1/A6", TraceRoles.InboundProxy, "3f2a"),
        Event(10, TraceRoles.Server, "backend", TraceEventKind.Timer) with { Trigger = "Connection\u001b[2J" },
        Event(11, TraceRoles.InboundProxy, "in-1", TraceEventKind.ChannelClosed) with { Channel = "ClientIn 3f2a", Reason = "Recycled" },
        Event(12, TraceRoles.InboundProxy, "in-1", TraceEventKind.Closed) with { Reason = "Recycled" },
        Pdu(13, TraceRoles.InboundProxy, "in-2", TraceEventKind.Received, TracePdus.RpcRequest, TraceRoles.Client, "77aa"),
        Pdu(14, TraceRoles.Server, "backend", TraceEventKind.Sent, "FlowControlAckWithDestination", TraceRoles.InboundProxy, null),
        Event(1_500_000, TraceRoles.InboundProxy, "in-2", TraceEventKind.Transition) with
        {
            Machine = "InboundProxy", Trigger = "ProtocolError", From = "Opened_A5W", To = "finished",
        },
    ];

    private static TraceEvent Pdu(long at, string role, string node, TraceEventKind kind, string pdu, string peer, string? channel) =>
        Event(at, role, node, kind) with { Pdu = pdu, Peer = peer, Channel = channel is null ? null : $"Leg {channel}" };

    private static TraceEvent Event(long at, string role, string node, TraceEventKind kind) => new()
    {
        Time = s_start.AddMilliseconds(at),
        Sequence = at,
        Role = role,
        Node = node,
        Cookie = ConnTimeline.Cookie,
        Kind = kind,
    };
}
