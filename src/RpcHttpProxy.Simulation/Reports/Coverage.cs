using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Simulation.Reports;

/// <summary>How often each arc was gone, and each pair of IN state and OUT state was stood in.</summary>
public sealed class Coverage
{
    private readonly SortedDictionary<string, int> _arcs = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _pairs = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Node, string Cookie, string Machine), string> _states = [];

    /// <summary>By machine, from, trigger and to.</summary>
    public IReadOnlyDictionary<string, int> Arcs => _arcs;

    /// <summary>By role, IN state and OUT state.</summary>
    public IReadOnlyDictionary<string, int> Pairs => _pairs;

    internal void Moved(TraceEvent move)
    {
        Count(_arcs, $"{move.Machine}: {move.From} --{move.Trigger}--> {move.To}");
        _states[(move.Node, move.Cookie, move.Machine!)] = move.To!;
        string? role = move.Machine!.EndsWith("Channel", StringComparison.Ordinal) ? move.Machine[..6] : null;
        if (role is not null)
        {
            Count(_pairs, $"{role}: {State(move, role + "InChannel")} × {State(move, role + "OutChannel")}");
        }
    }

    /// <summary>Adds what another run reached.</summary>
    public void Add(Coverage other)
    {
        foreach ((string arc, int count) in other._arcs)
        {
            _arcs[arc] = _arcs.GetValueOrDefault(arc) + count;
        }

        foreach ((string pair, int count) in other._pairs)
        {
            _pairs[pair] = _pairs.GetValueOrDefault(pair) + count;
        }
    }

    private string State(TraceEvent move, string machine) => _states.GetValueOrDefault((move.Node, move.Cookie, machine), "Opened");

    private static void Count(SortedDictionary<string, int> counts, string what) => counts[what] = counts.GetValueOrDefault(what) + 1;
}
