using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RpcHttpProxy.Simulation;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Simulate;

/// <summary><c>rpchttp simulate</c>: runs seeds of the simulation and checks its invariants.</summary>
internal sealed class SimulateCommand : ToolCommand
{
    private readonly Option<int> _seeds = new("--seeds") { Description = "How many seeds.", HelpName = "N", DefaultValueFactory = _ => 1000 };
    private readonly Option<ulong> _from = new("--from") { Description = "The first of them.", HelpName = "S", DefaultValueFactory = _ => 1 };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "This one only, with its transcript.", HelpName = "S" };

    public SimulateCommand()
        : base(
            "simulate",
            "Runs virtual connections in memory, on a virtual clock, as seeds decide, and checks what must always hold.",
            new Example("rpchttp simulate --seeds 10000", "Prints how often each arc was gone; exit code 1 and a transcript when a seed fails."),
            new Example("rpchttp simulate --seed 4711", "Replays one seed and prints its transcript."))
    {
        Options.Add(_seeds);
        Options.Add(_from);
        Options.Add(_seed);
        About = """
            Two clients, two inbound and two outbound proxies and a server run the code that the real ones run, on wires that
            delay, cut and drop what they carry; half of the seeds have a hostile peer. A seed always gives the same run.
            """;
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter output = Output(arguments);
        return Task.FromResult(arguments.GetValue(_seed) is { } seed
            ? Replay(seed, output)
            : RunAll(arguments.GetValue(_from), arguments.GetValue(_seeds), output, cancellation));
    }

    private static int Replay(ulong seed, TextWriter output)
    {
        SimulationResult result = Simulator.Run(seed, keepsTranscript: true);
        foreach (string line in result.Transcript)
        {
            output.WriteLine(line);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {result.Steps} steps, transcript {result.Fingerprint:x16}, {Verdict(result)}"));
        return result.Violation is null ? ExitCodes.Done : ExitCodes.OtherSideFailed;
    }

    private static int RunAll(ulong from, int count, TextWriter output, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        SeedRun run = SeedRun.Of(from, (ulong)count, cancellation);
        if (run.Failed is { } failed)
        {
            return Replay(failed.Seed, output);
        }

        foreach (string line in run.Coverage.Lines())
        {
            output.WriteLine(line);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"seeds {from} to {from + (ulong)count - 1}: all invariants held; {run.Steps} steps in {watch.Elapsed.TotalSeconds:0.0} s"));
        return ExitCodes.Done;
    }

    private static string Verdict(SimulationResult result) =>
        result.Violation is { } violation ? $"violates “{violation.Invariant}”: {violation.What}" : "all invariants held";
}
