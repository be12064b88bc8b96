using RpcHttpProxy.Core.Diagrams;
using RpcHttpProxy.Engine.Links;
using Stateless.Reflection;

namespace RpcHttpProxy.Tool.Diagrams;

/// <summary>What there is to draw: the protocol's machines, and the engine's own.</summary>
internal static class DrawnMachines
{
    /// <summary>By name, figure and summary; the engine's last.</summary>
    public static IReadOnlyList<(string Name, string Figure, string Summary, StateMachineInfo Info)> All { get; } =
    [
        .. MachineCatalog.All.Select(machine => (machine.Name, machine.Figure, machine.Summary, machine.Info)),
        ("Link", "Ours, no figure", "A link of the engine lives, whatever protocol speaks on it.", LinkMachine.Info),
    ];
}
