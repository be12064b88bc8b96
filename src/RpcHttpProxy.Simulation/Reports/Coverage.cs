using System.Globalization;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Simulation.Reports;

/// <summary>How often each arc of each machine was gone, and each pair of IN state and OUT state was stood in, zeros included.</summary>
public sealed class Coverage
{
    private readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Node, string Cookie, string Machine), string> _states = [];

    /// <summary>By arc (machine, from, trigger, to) or pair (role, IN state, OUT state).</summary>
    public IReadOnlyDictionary<string, int> Counts => _counts;

    /// <summary>What the machines have and no run reached, but for what can't be reached.</summary>
    public IReadOnlyList<string> Missing() =>
        [.. MachineArcs.All.Concat(MachineArcs.Pairs).Where(what => !_counts.ContainsKey(what) && !Unreachable.Reasons.ContainsKey(what))];

    /// <summary>What is said to be unreachable and was reached: the reason is wrong.</summary>
    public IReadOnlyList<string> Unexpected() => [.. Unreachable.Reasons.Keys.Where(_counts.ContainsKey)];

    /// <summary>The report: a line for everything there is, with its count, or why it has none.</summary>
    public IEnumerable<string> Lines() => MachineArcs.All.Concat(MachineArcs.Pairs).Select(what => string.Create(
        CultureInfo.InvariantCulture,
        $"{_counts.GetValueOrDefault(what),10} {what}{(Unreachable.Reasons.TryGetValue(what, out string? reason) ? $" ({reason})" : "")}"));

    /// <summary>Adds what another run reached.</summary>
    public void Add(Coverage other)
    {
        foreach ((string what, int count) in other._counts)
        {
            _counts[what] = _counts.GetValueOrDefault(what) + count;
        }
    }

    internal void Moved(TraceEvent move)
    {
        string machine = move.Machine!;
        Count(MachineArcs.Name(machine, move.From!, move.Trigger!, move.To!));
        _states[(move.Node, move.Cookie, machine)] = move.To!;
        if (machine.EndsWith("Channel", StringComparison.Ordinal))
        {
            string role = machine.StartsWith("Client", StringComparison.Ordinal) ? "Client" : "Server";
            Count(MachineArcs.Pair(role, State(move, role + "InChannel"), State(move, role + "OutChannel")));
        }
    }

    /// <summary>
    /// A PDU came, or a channel was established. Machines don't tell when that moves nothing (an internal transition), but it shows in
    /// what state they are.
    /// </summary>
    internal void Came(TraceEvent traceEvent)
    {
        string trigger = traceEvent.Kind == TraceEventKind.Received ? traceEvent.Pdu!.Replace('/', '_')
            : traceEvent.Channel!.StartsWith("ClientIn", StringComparison.Ordinal) ? "InChannelConnected"
            : "OutChannelConnected";
        foreach (string machine in MachineArcs.StayingOn(trigger))
        {
            string stay = MachineArcs.Stay(machine, State(traceEvent, machine), trigger);
            if (MachineArcs.Exists(stay))
            {
                Count(stay);
            }
        }
    }

    /// <summary>Where a machine is; it begins in its initial state, also when the same connection's next session begins.</summary>
    private string State(TraceEvent of, string machine) =>
        _states.TryGetValue((of.Node, of.Cookie, machine), out string? state) && state != MachineArcs.End ? state : MachineArcs.Initial(machine);

    private void Count(string what) => _counts[what] = _counts.GetValueOrDefault(what) + 1;
}
