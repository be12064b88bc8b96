namespace RpcHttpProxy.Tracing;

/// <summary>One role on one node: one lifeline of a ladder, and one clock.</summary>
/// <param name="Role">One of <see cref="TraceRoles"/>.</param>
/// <param name="Node">The node's name; null for a role that is spoken of but has no trace of its own.</param>
public readonly record struct TraceParty(string Role, string? Node)
{
    internal static TraceParty Of(TraceEvent traceEvent) => new(traceEvent.Role, traceEvent.Node);

    /// <summary>Place in the order of figure 17 (3.2.1.5.3.1): client, outbound proxy, inbound proxy, server; then what is unknown.</summary>
    internal int Rank => Role switch
    {
        TraceRoles.Client => 0,
        TraceRoles.OutboundProxy => 1,
        TraceRoles.InboundProxy => 2,
        TraceRoles.Server => 3,
        _ => 4,
    };
}
