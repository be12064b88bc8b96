namespace RpcHttpProxy.Tracing.Tests;

/// <summary>
/// The CONN sequence (figure 17) as four nodes trace it, with the steps in true time and each node's own error of its clock.
/// </summary>
internal sealed class ConnTimeline
{
    public const string Cookie = "6f3a1c9e-8d52-4b0e-9a77-2c51d0c0ffee";

    private const string Client = TraceRoles.Client;
    private const string Inbound = TraceRoles.InboundProxy;
    private const string Outbound = TraceRoles.OutboundProxy;
    private const string Server = TraceRoles.Server;
    private static readonly DateTimeOffset s_start = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static readonly Dictionary<string, string> s_nodes = new()
    {
        [Client] = "laptop",
        [Inbound] = "in-1",
        [Outbound] = "out-1",
        [Server] = "backend-1",
    };

    private readonly Dictionary<string, TimeSpan> _clockErrors;
    private readonly List<TraceEvent> _events = [];
    private long _sequence;

    private ConnTimeline(Dictionary<string, TimeSpan> clockErrors) => _clockErrors = clockErrors;

    /// <summary>From the first HTTP request to the close by the client; each message takes 200 µs.</summary>
    public static IReadOnlyList<TraceEvent> Events(params (string Role, double Milliseconds)[] clockErrors)
    {
        ConnTimeline timeline = new(clockErrors.ToDictionary(e => e.Role, e => TimeSpan.FromMilliseconds(e.Milliseconds)));
        timeline.Tell();
        return timeline._events;
    }

    private void Tell()
    {
        Message(0.0, Client, Inbound, TracePdus.InChannelRequest, 312, null);
        Message(0.1, Client, Outbound, TracePdus.OutChannelRequest, 305, null);
        Transition(0.2, Client, "ClientOpen", null, "Out Channel Wait", "Wait_A3W");
        Message(0.4, Client, Outbound, "CONN/A1", 76, "91b2");
        Message(0.5, Client, Inbound, "CONN/B1", 104, "3f2a");
        Message(1.0, Server, Outbound, TracePdus.LegacyServerResponse, 14, null);
        Message(1.1, Server, Inbound, TracePdus.LegacyServerResponse, 14, null);
        Transition(1.3, Outbound, "OutboundProxy", "CONN_A1", "Open_Start", "C1W", "send CONN/A2 on ServerOut", "send OUT channel response", "send CONN/A3 on ClientOut");
        Message(1.4, Outbound, Server, "CONN/A2", 96, "91b2");
        Message(1.5, Outbound, Client, TracePdus.OutChannelResponse, 110, "91b2");
        Message(1.6, Outbound, Client, "CONN/A3", 28, "91b2");
        Transition(1.7, Inbound, "InboundProxy", "CONN_B1", "Open_Start", "B3W", "send CONN/B2 on ServerIn", "plug ServerIn");
        Message(1.75, Inbound, Server, "CONN/B2", 128, "3f2a");
        Transition(1.8, Server, "ServerOpen", "CONN_A2", "Open_Start", "B2W");
        Transition(1.9, Client, "ClientOpen", "CONN_A3", "Wait_A3W", "Wait_C2");
        Transition(2.0, Server, "ServerOpen", "CONN_B2", "B2W", "opened", "send CONN/C1 on OutToProxy", "send CONN/B3 on InToProxy");
        Message(2.1, Server, Outbound, "CONN/C1", 44, "91b2");
        Message(2.2, Server, Inbound, "CONN/B3", 28, "3f2a");
        Transition(2.4, Outbound, "OutboundProxy", "CONN_C1", "C1W", "opened", "send CONN/C2 on ClientOut");
        Message(2.5, Outbound, Client, "CONN/C2", 44, "91b2");
        Transition(2.6, Inbound, "InboundProxy", "CONN_B3", "B3W", "opened", "unplug ServerIn");
        Transition(2.8, Client, "ClientOpen", "CONN_C2", "Wait_C2", "opened");
        Message(3.0, Client, Inbound, TracePdus.RpcBind, 116, "3f2a");
        Message(3.3, Inbound, Server, TracePdus.RpcBind, 116, "3f2a");
        Close(12.0, Client, "ClosedLocally");
        Transition(12.5, Inbound, "InboundProxy", "ConnectionClosed", "opened", "finished");
        Close(12.6, Inbound, "ChannelClosed");
        Transition(12.7, Outbound, "OutboundProxy", "ConnectionClosed", "opened", "finished");
        Close(12.8, Outbound, "ChannelClosed");
        Close(13.0, Server, "ChannelClosed");
    }

    private void Message(double at, string from, string to, string pdu, int length, string? channel)
    {
        TraceEvent sent = At(at, from) with { Kind = TraceEventKind.Sent, Pdu = pdu, Length = length, Peer = to };
        TraceEvent received = At(at + 0.2, to) with { Kind = TraceEventKind.Received, Pdu = pdu, Length = length, Peer = from };
        _events.Add(sent with { Channel = channel is null ? null : $"Sending {channel}" });
        _events.Add(received with { Channel = channel is null ? null : $"Receiving {channel}" });
    }

    private void Transition(double at, string role, string machine, string? trigger, string from, string to, params string[] effects) =>
        _events.Add(At(at, role) with
        {
            Kind = TraceEventKind.Transition,
            Machine = machine,
            Trigger = trigger,
            From = from,
            To = to,
            Effects = effects.Length == 0 ? null : effects,
        });

    private void Close(double at, string role, string reason) =>
        _events.Add(At(at, role) with { Kind = TraceEventKind.Closed, Reason = reason });

    private TraceEvent At(double milliseconds, string role) => new()
    {
        Time = s_start + TimeSpan.FromMilliseconds(milliseconds) + _clockErrors.GetValueOrDefault(role),
        Sequence = ++_sequence,
        Role = role,
        Node = s_nodes[role],
        Cookie = Cookie,
        Kind = TraceEventKind.Opened,
    };
}
