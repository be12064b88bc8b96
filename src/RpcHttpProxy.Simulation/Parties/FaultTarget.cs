using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Simulation.Reports;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>Where and how a virtual connection is to end: when one of its machines has come to a state, by one of the three ways out.</summary>
internal sealed record FaultTarget(string Machine, string State, CloseTrigger Ending)
{
    // On the way to the first Opened; all other states are those of a recycling.
    private static readonly HashSet<(string Machine, string State)> s_ofOpening =
    [
        ("InboundProxy", "B3W_Connecting"), ("InboundProxy", "B3W"), ("OutboundProxy", "C1W_Connecting"), ("OutboundProxy", "C1W"),
    ];

    // Those of the beginning are left in the moment they are come to.
    private static readonly (string Machine, string State)[] s_opening =
        [.. MachineArcs.States.Where(at => !IsOfRecycling(at) && at.State != MachineArcs.Initial(at.Machine))];

    private static readonly (string Machine, string State)[] s_recycling = [.. MachineArcs.States.Where(IsOfRecycling)];

    /// <summary>True when the connection must recycle a channel to get there.</summary>
    public bool IsInRecycling => IsOfRecycling((Machine, State));

    /// <summary>True when it helps if OUT_R2/B1 comes before OUT_R2/C1.</summary>
    public bool IsBeforeC1 => State.StartsWith("R2C1W", StringComparison.Ordinal);

    /// <summary>True when that state lasts only as long as a predecessor has RPC PDUs left that wait for its peer.</summary>
    public bool IsInDraining => State == "Opened_B1W" || State.EndsWith("Draining", StringComparison.Ordinal);

    /// <summary>One of the states on the way to the first Opened.</summary>
    public static FaultTarget AtOpening(ulong turn, CloseTrigger ending) => At(s_opening, turn, ending);

    /// <summary>One of the states of a recycling. They take turns: what is seldom come to isn't left to chance, too.</summary>
    public static FaultTarget AtRecycling(ulong turn, CloseTrigger ending) => At(s_recycling, turn, ending);

    public override string ToString() => $"{Machine} in {State} by {Ending}";

    private static FaultTarget At((string Machine, string State)[] states, ulong turn, CloseTrigger ending)
    {
        (string machine, string state) = states[turn % (ulong)states.Length];
        return new FaultTarget(machine, state, ending);
    }

    private static bool IsOfRecycling((string Machine, string State) at) =>
        at.Machine is not ("ClientOpen" or "ServerOpen") && at.State is not ("Opened" or "Open_Start") && !s_ofOpening.Contains(at);
}
