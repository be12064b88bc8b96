namespace RpcHttpProxy.Tracing;

/// <summary>
/// Finds the least amounts by which clocks must be moved against each other so that no PDU arrives before it was sent: longest paths in
/// the graph of parties, one edge for the worst message between two of them. Clocks that fit stay as they are.
/// </summary>
internal static class ClockFit
{
    public static Dictionary<TraceParty, TimeSpan> Fit(IEnumerable<TraceMessage> messages)
    {
        Dictionary<(TraceParty From, TraceParty To), TimeSpan> needs = messages
            .Where(m => m is { Sent: not null, Received: not null })
            .GroupBy(m => (From: TraceParty.Of(m.Sent!), To: TraceParty.Of(m.Received!)))
            .ToDictionary(hop => hop.Key, hop => hop.Max(m => m.Sent!.Time - m.Received!.Time));

        HashSet<TraceParty> parties = [.. needs.Keys.Select(hop => hop.From), .. needs.Keys.Select(hop => hop.To)];
        Dictionary<TraceParty, TimeSpan> shifts = [];
        for (int round = 0; round <= parties.Count; round++)
        {
            bool moved = false;
            foreach (((TraceParty from, TraceParty to), TimeSpan need) in needs)
            {
                TimeSpan least = shifts.GetValueOrDefault(from) + need;
                if (least > shifts.GetValueOrDefault(to))
                {
                    shifts[to] = least;
                    moved = true;
                }
            }

            if (!moved)
            {
                return RelativeToFirst(shifts, parties);
            }
        }

        return [];   // a circle that only grows: some clock jumped, and no constant amount makes it right
    }

    /// <summary>One clock has to be taken as right: the client's, or that of the leftmost party there is.</summary>
    private static Dictionary<TraceParty, TimeSpan> RelativeToFirst(Dictionary<TraceParty, TimeSpan> shifts, HashSet<TraceParty> parties)
    {
        TraceParty first = parties.OrderBy(party => party.Rank).ThenBy(party => party.Node, StringComparer.Ordinal).FirstOrDefault();
        TimeSpan reference = shifts.GetValueOrDefault(first);
        return parties
            .Select(party => (party, Shift: shifts.GetValueOrDefault(party) - reference))
            .Where(entry => entry.Shift != TimeSpan.Zero)
            .ToDictionary(entry => entry.party, entry => entry.Shift);
    }
}
