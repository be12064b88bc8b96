namespace RpcHttpProxy.Tracing;

/// <summary>Merges the parties' own orders into one: always the earliest event that is not a "received" still waiting for its "sent".</summary>
internal static class CausalOrder
{
    public static IReadOnlyList<TraceEvent> Arrange(
        IReadOnlyCollection<TraceEvent> events, IEnumerable<TraceMessage> messages, Func<TraceEvent, DateTimeOffset> time)
    {
        // By reference: two lines may well be equal.
        Dictionary<TraceEvent, TraceEvent> sentOf = messages
            .Where(m => m is { Sent: not null, Received: not null })
            .ToDictionary(m => m.Received!, m => m.Sent!, (IEqualityComparer<TraceEvent>)ReferenceEqualityComparer.Instance);
        HashSet<TraceEvent> told = new(events.Count, ReferenceEqualityComparer.Instance);

        List<Queue<TraceEvent>> parties = events
            .GroupBy(TraceParty.Of)
            .OrderBy(party => party.Key.Rank).ThenBy(party => party.Key.Node, StringComparer.Ordinal)
            .Select(party => new Queue<TraceEvent>(party.OrderBy(e => e.Time).ThenBy(e => e.Sequence)))
            .ToList();

        List<TraceEvent> order = new(events.Count);
        while (order.Count < events.Count)
        {
            // When every party waits for another the pairs are wrong somewhere: then time alone decides.
            Queue<TraceEvent> next = parties
                .Where(party => party.Count > 0)
                .OrderBy(party => sentOf.TryGetValue(party.Peek(), out TraceEvent? sent) && !told.Contains(sent))
                .ThenBy(party => time(party.Peek()))
                .ThenBy(party => party.Peek().Sequence)
                .First();

            TraceEvent traceEvent = next.Dequeue();
            told.Add(traceEvent);
            order.Add(traceEvent);
        }

        return order;
    }
}
