using Stateless.Reflection;

namespace RpcHttpProxy.Core.Diagrams;

/// <summary>
/// A machine as graphviz DOT: states as boxes with their actions, the states that share ways out within a border, ignored triggers as notes, a dot where it
/// begins and a ringed dot where it ends. One machine gives one text, byte for byte.
/// </summary>
public static class DotDiagram
{
    /// <summary>The DOT text, lines ended by '\n'.</summary>
    /// <param name="title">Stands above the picture.</param>
    /// <param name="machine">The machine's reflection; nothing else is read.</param>
    public static string Render(string title, StateMachineInfo machine) => new DotWriter(MachinePicture.Of(machine)).Write(title);
}
