using RpcHttpProxy.Core.Diagrams;
using Stateless.Reflection;

namespace RpcHttpProxy.Simulation.Reports;

/// <summary>Everything that there is to reach: read from the machines themselves.</summary>
internal static class MachineArcs
{
    /// <summary>The state that nothing leads out of.</summary>
    public const string End = "Finished";

    // It determines whether an HTTP proxy is needed, before there is a virtual connection: no part of the simulation.
    private const string NotSimulated = "ProxyUse";

    private static readonly Dictionary<string, StateMachineInfo> s_machines =
        MachineCatalog.All.Where(machine => machine.Name != NotSimulated).ToDictionary(machine => machine.Name, machine => machine.Info);

    private static readonly HashSet<string> s_all = [.. s_machines.SelectMany(machine => ArcsOf(machine.Key, machine.Value))];

    private static readonly ILookup<string, string> s_staying = s_machines
        .SelectMany(machine => machine.Value.States.SelectMany(state => state.FixedTransitions)
            .Where(rule => rule.IsInternalTransition)
            .Select(rule => (Trigger: $"{rule.Trigger}", Machine: machine.Key)).Distinct())
        .ToLookup(rule => rule.Trigger, rule => rule.Machine);

    /// <summary>Every state that nothing has come to its end in, with its machine.</summary>
    public static IReadOnlyList<(string Machine, string State)> States { get; } =
        [.. s_machines.Keys.SelectMany(machine => LiveStates(machine).Select(state => (machine, state)))];

    /// <summary>The arcs by machine, from, trigger and to.</summary>
    public static IReadOnlyCollection<string> All => s_all;

    /// <summary>The pairs of IN state and OUT state of the two roles that recycle both ways.</summary>
    public static IReadOnlyList<string> Pairs { get; } =
    [
        .. from role in new[] { "Client", "Server" }
           from inState in LiveStates(role + "InChannel")
           from outState in LiveStates(role + "OutChannel")
           select Pair(role, inState, outState),
    ];

    public static string Name(string machine, string from, string trigger, string to) => $"{machine}: {from} --{trigger}--> {to}";

    public static string Stay(string machine, string state, string trigger) => $"{machine}: {state} --{trigger}--> (stays)";

    public static string Pair(string role, string inState, string outState) => $"{role}: {inState} × {outState}";

    public static bool Exists(string arc) => s_all.Contains(arc);

    /// <summary>The machines that have a state in which a trigger does something but moves nothing.</summary>
    public static IEnumerable<string> StayingOn(string trigger) => s_staying[trigger];

    public static string Initial(string machine) => $"{s_machines[machine].InitialState}";

    /// <summary>The states in which a connection lives.</summary>
    public static IReadOnlyList<string> LiveStates(string machine) =>
        [.. s_machines[machine].States.Where(state => state.ToString() != End).Select(state => $"{state}")];

    private static IEnumerable<string> ArcsOf(string machine, StateMachineInfo info)
    {
        foreach (StateInfo state in info.States)
        {
            foreach (FixedTransitionInfo rule in state.FixedTransitions)
            {
                yield return rule.IsInternalTransition
                    ? Stay(machine, $"{state}", $"{rule.Trigger}")
                    : Name(machine, $"{state}", $"{rule.Trigger}", $"{rule.DestinationState}");
            }
        }
    }
}
