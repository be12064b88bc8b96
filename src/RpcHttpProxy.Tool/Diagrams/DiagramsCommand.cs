using System.CommandLine;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Diagrams;

/// <summary><c>rpchttp diagrams</c>: draws the machines as they run.</summary>
internal sealed class DiagramsCommand : ToolCommand
{
    private readonly Argument<DirectoryInfo> _directory = new("DIR") { Description = "The folder of pictures." };

    private readonly Option<bool> _check = new("--check")
    {
        Description = "Write nothing; exit code 1 when a picture isn't what the machine is.",
    };

    public DiagramsCommand()
        : base(
            "diagrams",
            "Draws every state machine as DOT, Mermaid and SVG, as it runs.",
            new Example("rpchttp diagrams --check state-diagrams", "Are the pictures in the repository those of the machines in this build?"))
    {
        Arguments.Add(_directory);
        Options.Add(_check);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        string directory = arguments.GetRequiredValue(_directory).FullName;
        var machines = DrawnMachines.All;

        if (!arguments.GetValue(_check))
        {
            IReadOnlyList<string> undrawn = DiagramFolder.Write(directory, machines);
            Output(arguments).WriteLine($"{machines.Count} machines are drawn in {directory}");
            return undrawn.Count == 0
                ? Task.FromResult(ExitCodes.Done)
                : throw new FailureException($"graphviz (dot) isn't here; still to be drawn: {string.Join(", ", undrawn)}");
        }

        IReadOnlyList<string> faults = DiagramFolder.Check(directory, machines);
        if (faults.Count > 0)
        {
            throw new FailureException($"{directory}: {string.Join("; ", faults)}");
        }

        Output(arguments).WriteLine($"{machines.Count} machines are drawn as they are");
        return Task.FromResult(ExitCodes.Done);
    }
}
