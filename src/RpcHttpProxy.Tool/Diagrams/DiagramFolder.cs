using RpcHttpProxy.Core.Diagrams;
using Stateless.Reflection;

namespace RpcHttpProxy.Tool.Diagrams;

/// <summary>The folder <c>state-diagrams/</c>: DOT, Mermaid and SVG of each machine, and a README that ties each to its figure.</summary>
internal static class DiagramFolder
{
    private const string Readme = "README.md";

    private static readonly string[] s_pictureKinds = [".dot", ".mmd", ".svg"];

    /// <summary>
    /// Writes all files. A picture that is still right stays untouched; without graphviz the SVGs that would change stay as they are and
    /// are the answer, by file name.
    /// </summary>
    public static IReadOnlyList<string> Write(
        string dir, IReadOnlyList<(string Name, string Figure, string Summary, StateMachineInfo Info)> machines)
    {
        List<string> undrawn = [];
        Directory.CreateDirectory(dir);
        foreach ((string file, string text) in Texts(machines))
        {
            File.WriteAllText(Path.Combine(dir, file), text);
        }

        foreach ((string file, string dot) in Drawings(machines))
        {
            string path = Path.Combine(dir, file);
            if (IsFresh(path, dot))
            {
                continue;
            }

            if (SvgDiagram.TryRender(dot) is { } svg)
            {
                File.WriteAllText(path, svg);
            }
            else
            {
                undrawn.Add(file);
            }
        }

        return undrawn;
    }

    /// <summary>The files that are missing, stale, or belong to no machine, by name with what is wrong; none when all is well.</summary>
    public static IReadOnlyList<string> Check(
        string dir, IReadOnlyList<(string Name, string Figure, string Summary, StateMachineInfo Info)> machines)
    {
        List<string> faults = [];
        foreach ((string file, string text) in Texts(machines))
        {
            string path = Path.Combine(dir, file);
            if (!File.Exists(path))
            {
                faults.Add($"{file} is missing");
            }
            else if (File.ReadAllText(path) != text)
            {
                faults.Add($"{file} is stale");
            }
        }

        foreach ((string file, string dot) in Drawings(machines))
        {
            string path = Path.Combine(dir, file);
            if (!File.Exists(path))
            {
                faults.Add($"{file} is missing");
            }
            else if (!IsFresh(path, dot))
            {
                faults.Add($"{file} is stale");
            }
        }

        HashSet<string> names = [.. machines.Select(machine => machine.Name)];
        faults.AddRange(Pictures(dir).Where(file => !names.Contains(Path.GetFileNameWithoutExtension(file))).Select(file => $"{file} belongs to no machine"));
        return faults;
    }

    private static bool IsFresh(string path, string dot) => File.Exists(path) && SvgDiagram.IsDrawnFrom(File.ReadAllText(path), dot);

    private static IEnumerable<string> Pictures(string dir) => !Directory.Exists(dir)
        ? []
        : Directory.EnumerateFiles(dir)
            .Select(path => Path.GetFileName(path))
            .Where(file => s_pictureKinds.Contains(Path.GetExtension(file)))
            .Order(StringComparer.Ordinal);

    private static IEnumerable<(string File, string Text)> Texts(
        IReadOnlyList<(string Name, string Figure, string Summary, StateMachineInfo Info)> machines)
    {
        foreach (var machine in machines)
        {
            yield return ($"{machine.Name}.dot", DotDiagram.Render(machine.Name, machine.Info));
            yield return ($"{machine.Name}.mmd", MermaidDiagram.Render(machine.Name, machine.Info));
        }

        yield return (Readme, DiagramReadme.Render([.. machines.Select(machine => (machine.Name, machine.Figure, machine.Summary))]));
    }

    private static IEnumerable<(string File, string Dot)> Drawings(
        IReadOnlyList<(string Name, string Figure, string Summary, StateMachineInfo Info)> machines) =>
        machines.Select(machine => ($"{machine.Name}.svg", DotDiagram.Render(machine.Name, machine.Info)));
}
