namespace RpcHttpProxy.Tracing;

/// <summary>The lifelines of a timeline, left to right, and between which of them each message goes.</summary>
internal sealed class TimelineParties
{
    private static readonly string[] s_ofRpch = [TraceRoles.Client, TraceRoles.OutboundProxy, TraceRoles.InboundProxy, TraceRoles.Server];

    private readonly List<TraceParty> _parties;
    private readonly Dictionary<TraceEvent, TraceMessage> _messages = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TraceEvent, (int From, int To)> _ends = new(ReferenceEqualityComparer.Instance);

    public TimelineParties(TraceTimeline timeline)
    {
        _parties = [.. PartiesOf(timeline.Events)];
        foreach (TraceMessage message in timeline.Messages)
        {
            _messages[message.Shown] = message;
        }

        FindEnds(timeline.Events);
    }

    public IReadOnlyList<TraceParty> All => _parties;

    public int IndexOf(TraceEvent traceEvent) => _parties.IndexOf(TraceParty.Of(traceEvent));

    /// <summary>The message to draw at this event; null when the event is drawn otherwise, or with its other end.</summary>
    public TraceMessage? MessageAt(TraceEvent traceEvent) => _messages.GetValueOrDefault(traceEvent);

    /// <summary>The lifelines the message at this event runs between; null when its one known end does not name the other.</summary>
    public (int From, int To)? EndsAt(TraceEvent traceEvent) =>
        _ends.TryGetValue(traceEvent, out (int From, int To) ends) ? ends : null;

    /// <summary>
    /// By role, then by first appearance: predecessor before successor. A role without a trace has its lifeline too; all four of [MS-RPCH] have
    /// one in a timeline of any of them.
    /// </summary>
    private static IEnumerable<TraceParty> PartiesOf(IReadOnlyList<TraceEvent> events)
    {
        TraceParty[] traced = [.. events.Select(TraceParty.Of).Distinct()];
        IEnumerable<TraceParty> untraced = (traced.Any(party => s_ofRpch.Contains(party.Role)) ? s_ofRpch : [])
            .Concat(events.Select(e => e.Peer).OfType<string>())
            .Distinct()
            .Where(role => !traced.Any(party => party.Role == role))
            .Select(role => new TraceParty(role, Node: null));
        return traced.Concat(untraced).OrderBy(party => party.Rank);
    }

    private void FindEnds(IReadOnlyList<TraceEvent> events)
    {
        // Where only one end is known, the other is guessed: of several nodes in that role the one heard of last is the successor.
        Dictionary<string, int> nodeOfRole = _parties
            .GroupBy(party => party.Role)
            .ToDictionary(role => role.Key, role => _parties.IndexOf(role.First()));

        foreach (TraceEvent e in events)
        {
            nodeOfRole[e.Role] = IndexOf(e);
            if (MessageAt(e) is not { FromRole: { } fromRole, ToRole: { } toRole } message)
            {
                continue;
            }

            int from = message.Sent is { } sent ? IndexOf(sent) : nodeOfRole[fromRole];
            int to = message.Received is { } received ? IndexOf(received) : nodeOfRole[toRole];
            if (from != to)
            {
                _ends[e] = (from, to);
            }
        }
    }
}
