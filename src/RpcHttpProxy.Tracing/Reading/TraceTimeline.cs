namespace RpcHttpProxy.Tracing;

/// <summary>Everything the traces tell of one virtual connection, in one order: by time, and no PDU is received before it was sent.</summary>
/// <remarks>
/// The clocks of the nodes may differ by any constant amount: clocks by which PDUs would arrive before they were sent are moved against
/// each other until they do not (<see cref="ClockShifts"/>). A clock that jumps within the connection cannot be moved so; the order
/// of sent and received holds even then, the times do not.
/// </remarks>
public sealed class TraceTimeline
{
    private readonly Dictionary<TraceParty, TimeSpan> _shifts;

    private TraceTimeline(string cookie, IReadOnlyList<TraceEvent> events)
    {
        Cookie = cookie;
        Messages = MessageMatching.Match(events);
        _shifts = ClockFit.Fit(Messages);
        Events = CausalOrder.Arrange(events, Messages, Corrected);
        Start = Events.Min(Corrected);
    }

    /// <summary>Virtual-connection cookie; empty for what channels told that ended before they named one.</summary>
    public string Cookie { get; }

    /// <summary>All events in causal order.</summary>
    public IReadOnlyList<TraceEvent> Events { get; }

    /// <summary>Sent and received events, paired where both are there.</summary>
    public IReadOnlyList<TraceMessage> Messages { get; }

    /// <summary>
    /// How much later than written (earlier, when negative) the events of a party are taken to be, by the clock of the client; parties
    /// whose clock needs no move are not listed.
    /// </summary>
    public IReadOnlyDictionary<TraceParty, TimeSpan> ClockShifts => _shifts;

    /// <summary>Corrected time of the earliest event.</summary>
    public DateTimeOffset Start { get; }

    /// <summary>Corrected time of an event of this timeline, since <see cref="Start"/>.</summary>
    public TimeSpan Elapsed(TraceEvent traceEvent) => Corrected(traceEvent) - Start;

    /// <summary>One timeline for each cookie that begins with <paramref name="cookiePrefix"/>, by time of their start; null or empty takes all.</summary>
    public static IReadOnlyList<TraceTimeline> Merge(IEnumerable<TraceEvent> events, string? cookiePrefix = null) =>
        events
            .Where(e => TraceCookie.Matches(e.Cookie, cookiePrefix))
            .GroupBy(e => TraceCookie.Bare(e.Cookie), StringComparer.OrdinalIgnoreCase)
            .Select(group => new TraceTimeline(group.Key, group.ToArray()))
            .OrderBy(timeline => timeline.Start)
            .ThenBy(timeline => timeline.Cookie, StringComparer.OrdinalIgnoreCase)
            .ToArray();

    private DateTimeOffset Corrected(TraceEvent traceEvent) =>
        traceEvent.Time + _shifts.GetValueOrDefault(TraceParty.Of(traceEvent));
}
