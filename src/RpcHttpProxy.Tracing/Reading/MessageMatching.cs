namespace RpcHttpProxy.Tracing;

/// <summary>
/// Pairs what one role sent with what the other received: same PDU name, same hop (sender's and receiver's role), same channel cookie
/// where both tell it, and first sent is first received, for a channel keeps its order. Clocks play no part across nodes. What is left
/// on legs to the server is paired by its order alone: while such a leg is recycled in place its two ends call it by two cookies.
/// </summary>
internal static class MessageMatching
{
    private const string Unknown = "";

    private readonly record struct Hop(string Pdu, string From, string To);

    public static IReadOnlyList<TraceMessage> Match(IEnumerable<TraceEvent> events)
    {
        TraceEvent[] ends = events
            .Where(e => e.Kind is TraceEventKind.Sent or TraceEventKind.Received)
            .OrderBy(e => e.Time).ThenBy(e => e.Sequence)
            .ToArray();

        Dictionary<Hop, Dictionary<string, Queue<TraceEvent>>> waiting = ends
            .Where(e => e.Kind is TraceEventKind.Sent)
            .GroupBy(HopOf)
            .ToDictionary(hop => hop.Key, hop => hop.GroupBy(ChannelDigits).ToDictionary(c => c.Key, c => new Queue<TraceEvent>(c)));

        List<TraceMessage> messages = [];
        List<TraceEvent> single = [];
        foreach (TraceEvent received in ends.Where(e => e.Kind is TraceEventKind.Received))
        {
            if (TakeSent(waiting, received) is { } sent)
            {
                messages.Add(new TraceMessage(sent, received));
            }
            else
            {
                single.Add(received);
            }
        }

        Dictionary<Hop, Queue<TraceEvent>> left = waiting.ToDictionary(
            hop => hop.Key, hop => new Queue<TraceEvent>(hop.Value.Values.SelectMany(c => c).OrderBy(sent => sent.Time).ThenBy(sent => sent.Sequence)));
        foreach (TraceEvent received in single)
        {
            TraceEvent? sent = null;
            _ = IsOfServer(received) && left.TryGetValue(HopOf(received), out Queue<TraceEvent>? hop) && hop.TryDequeue(out sent);
            messages.Add(new TraceMessage(sent, received));
        }

        messages.AddRange(left.Values.SelectMany(hop => hop).Select(sent => new TraceMessage(sent, Received: null)));
        return messages;
    }

    private static bool IsOfServer(TraceEvent end) => end.Role == TraceRoles.Server || end.Peer == TraceRoles.Server;

    private static TraceEvent? TakeSent(Dictionary<Hop, Dictionary<string, Queue<TraceEvent>>> waiting, TraceEvent received)
    {
        if (!waiting.TryGetValue(HopOf(received), out Dictionary<string, Queue<TraceEvent>>? channels))
        {
            return null;
        }

        string digits = ChannelDigits(received);
        IEnumerable<Queue<TraceEvent>?> candidates = digits.Length > 0
            ? [channels.GetValueOrDefault(digits), channels.GetValueOrDefault(Unknown)]
            : channels.Values.Where(channel => channel.Count > 0).OrderBy(channel => channel.Peek().Time);
        return candidates.FirstOrDefault(channel => channel is { Count: > 0 })?.Dequeue();
    }

    private static Hop HopOf(TraceEvent end) => end.Kind is TraceEventKind.Sent
        ? new Hop(FormOf(end.Pdu), end.Role, end.Peer ?? "")
        : new Hop(FormOf(end.Pdu), end.Peer ?? "", end.Role);

    /// <summary>PDUs of one form that a sender can't tell apart: only the receiver knows whether its node has the connection (2.2.4.1).</summary>
    private static string FormOf(string? pdu) => pdu switch
    {
        "IN_R2/A1" => "IN_R1/A1",
        "OUT_R2/A1" => "OUT_R1/A1",
        "OUT_R2/A2" => "OUT_R1/A2",
        "OUT_R2/A3" => "OUT_R1/A3",
        _ => pdu ?? "",
    };

    /// <summary>"ClientIn 3f2a" at one end is "In 3f2a" at the other: the digits are common. A channel without a cookie yet has none.</summary>
    private static string ChannelDigits(TraceEvent end)
    {
        int space = end.Channel?.LastIndexOf(' ') ?? -1;
        return space < 0 ? Unknown : end.Channel![(space + 1)..].ToUpperInvariant();
    }
}
