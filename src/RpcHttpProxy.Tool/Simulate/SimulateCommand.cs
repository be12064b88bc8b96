using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using RpcHttpProxy.Simulation;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Simulate;

/// <summary><c>rpchttp simulate</c>: runs seeds of the simulation and checks its invariants.</summary>
internal sealed class SimulateCommand : ToolCommand
{
    // The rarest arcs are gone once in some three hundred runs: with that many seeds none may be missing.
    private const ulong SeedsThatReachAll = 2_000;

    private readonly Option<ulong> _seeds = new("--seeds") { Description = "How many seeds.", HelpName = "N", DefaultValueFactory = _ => 1000 };
    private readonly Option<ulong> _from = new("--from") { Description = "The first of them.", HelpName = "S", DefaultValueFactory = _ => 1 };
    private readonly Option<ulong?> _seed = new("--seed") { Description = "This one only, with its transcript.", HelpName = "S" };

    public SimulateCommand()
        : base(
            "simulate",
            "Runs virtual connections in memory, on a virtual clock, as seeds decide, and checks what must always hold.",
            new Example("rpchttp simulate --seeds 10000", "Prints how often each arc was gone; exit code 1 and a transcript when a seed fails."),
            new Example("rpchttp simulate --seeds 5000 --from 20001", "The same with other seeds."),
            new Example("rpchttp simulate --seed 4711", "Replays one seed and prints its transcript."))
    {
        Options.Add(_seeds);
        Options.Add(_from);
        Options.Add(_seed);
        About = $"""
            Two clients of two users, two inbound and two outbound proxies and a server run the code that the real ones run, on wires
            that delay, cut and drop what they carry. In half of the seeds something breaks, half have a hostile peer, who meddles with
            others' connections and lies on all wires of its own. A seed always gives the same run, on any machine.

            Printed is how often each arc of each state machine was gone and each pair of IN and OUT states was stood in. With
            {SeedsThatReachAll:N0} seeds or more, none of them may be missing.
            """;
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        if (arguments.GetValue(_seed) is { } seed)
        {
            return IsGiven(arguments, _seeds) || IsGiven(arguments, _from)
                ? throw new UsageException("--seed replays one seed: it goes with neither --seeds nor --from.")
                : Task.FromResult(Replay(seed, Output(arguments)));
        }

        ulong count = arguments.GetValue(_seeds);
        return count == 0
            ? throw new UsageException("--seeds is at least 1.")
            : RunAllAsync(arguments.GetValue(_from), count, Output(arguments), Error(arguments), cancellation);
    }

    private static bool IsGiven(ParseResult arguments, Option option) => arguments.GetResult(option) is { Implicit: false };

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

    private static async Task<int> RunAllAsync(ulong from, ulong count, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        var watch = Stopwatch.StartNew();
        ulong done = 0;
        Task<SeedRun> running = Task.Run(() => SeedRun.Of(from, count, cancellation, seeds => Volatile.Write(ref done, seeds)), cancellation);
        await Progress.WaitAsync(running, "seeds", (long)count, () => (long)Volatile.Read(ref done), error);
        SeedRun run = await running;
        if (run.Failed is { } failed)
        {
            return Replay(failed.Seed, output);
        }

        foreach (string line in run.Coverage.Lines())
        {
            output.WriteLine(line);
        }

        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"seeds {from} to {from + count - 1}: all invariants held; {run.Steps} steps in {watch.Elapsed.TotalSeconds:0.0} s"));
        IReadOnlyList<string> missing = run.Coverage.Missing();
        if (missing.Count == 0 || count < SeedsThatReachAll)
        {
            return ExitCodes.Done;
        }

        error.WriteLine($"error: no seed reached {string.Join(", ", missing)}");
        return ExitCodes.OtherSideFailed;
    }

    private static string Verdict(SimulationResult result) =>
        result.Violation is { } violation ? $"violates “{violation.Invariant}”: {violation.What}" : "all invariants held";
}
