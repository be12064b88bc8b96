namespace RpcHttpProxy.Tracing;

/// <summary>The lifelines of a story, left to right, and between which of them each message goes.</summary>
internal sealed class StoryParties
{
    private static readonly string[] s_alwaysThere = [TraceRoles.Client, TraceRoles.OutboundProxy, TraceRoles.InboundProxy, TraceRoles.Server];

    private readonly TraceStory _story;
    private readonly List<TraceParty> _parties;
    private readonly Dictionary<TraceEvent, TraceMessage> _messages = new(ReferenceEqualityComparer.Instance);

    public StoryParties(TraceStory story)
    {
        _story = story;
        _parties = story.Events.Select(TraceParty.Of).Distinct().ToList();   // by first appearance: predecessor before successor

        IEnumerable<string> spokenOf = story.Events.Select(e => e.Peer).OfType<string>();
        foreach (string role in s_alwaysThere.Concat(spokenOf).Where(role => _parties.TrueForAll(p => p.Role != role)).Distinct().ToArray())
        {
            _parties.Add(new TraceParty(role, Node: null));
        }

        _parties = [.. _parties.OrderBy(party => party.Rank)];
        foreach (TraceMessage message in story.Messages)
        {
            _messages[message.Shown] = message;
        }
    }

    public IReadOnlyList<TraceParty> All => _parties;

    public int IndexOf(TraceEvent traceEvent) => _parties.IndexOf(TraceParty.Of(traceEvent));

    /// <summary>The message to draw at this event; null when the event is drawn otherwise, or with its other end.</summary>
    public TraceMessage? MessageAt(TraceEvent traceEvent) => _messages.GetValueOrDefault(traceEvent);

    /// <summary>The lifelines a message runs between; null when its one known end does not name the other.</summary>
    public (int From, int To)? Ends(TraceMessage message)
    {
        int? from = message.Sent is { } sent ? IndexOf(sent) : Guess(message.FromRole, message.Shown);
        int? to = message.Received is { } received ? IndexOf(received) : Guess(message.ToRole, message.Shown);
        return from is null || to is null || from == to ? null : (from.Value, to.Value);
    }

    /// <summary>Of several nodes in one role the one that was heard of last, for it is the successor.</summary>
    private int? Guess(string? role, TraceEvent at)
    {
        if (role is null)
        {
            return null;
        }

        TraceEvent? latest = _story.Events.TakeWhile(e => !ReferenceEquals(e, at)).LastOrDefault(e => e.Role == role);
        return latest is not null ? IndexOf(latest) : _parties.FindIndex(party => party.Role == role);
    }
}
