namespace RpcHttpProxy.Simulation.Reports;

/// <summary>What the machines have and no run can reach, each with the reason.</summary>
internal static class Unreachable
{
    private const string LeftAtOnce = "left within the same turn in which the connection is made";

    private static readonly (string Machine, string State)[] s_leftAtOnce =
        [("ClientOpen", "Start"), ("InboundProxy", "Open_Start"), ("OutboundProxy", "Open_Start"), ("ServerOpen", "Open_Start")];

    /// <summary>By arc or pair, as in the report.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = new Dictionary<string, string>(
    [
        .. from at in s_leftAtOnce
           from ending in Enum.GetNames<Core.VirtualConnections.CloseTrigger>()
           select KeyValuePair.Create(MachineArcs.Name(at.Machine, at.State, ending, MachineArcs.End), LeftAtOnce),
        .. from machine in new[] { "InboundProxy", "OutboundProxy" }
           select KeyValuePair.Create(
               MachineArcs.Name(machine, "Open_Start", "EchoRequest", MachineArcs.End), "answered without a session: no channel, no cookie, no wire"),
        KeyValuePair.Create(
            MachineArcs.Stay("ClientInChannel", "Opened", "Drained"),
            "told to no trace; without it the successor stays plugged, and the progress of every IN recycling is checked"),
    ]);
}
