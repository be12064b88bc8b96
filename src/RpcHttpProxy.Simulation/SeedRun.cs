using RpcHttpProxy.Simulation.Reports;

namespace RpcHttpProxy.Simulation;

/// <summary>Many seeds, one after the other on each processor; every one of them is a run on one thread.</summary>
/// <param name="Seeds">How many were run.</param>
/// <param name="Steps">How many things happened in them.</param>
/// <param name="Coverage">What they reached together.</param>
/// <param name="Failed">The run of the first seed, by number, that violates an invariant; null when none does.</param>
public sealed record SeedRun(ulong Seeds, long Steps, Coverage Coverage, SimulationResult? Failed)
{
    /// <summary>Runs <paramref name="count"/> seeds from <paramref name="from"/> on; tells <paramref name="progress"/> how many are done.</summary>
    public static SeedRun Of(ulong from, ulong count, CancellationToken cancellation, Action<ulong>? progress = null)
    {
        var all = new SeedRun(0, 0, new Coverage(), null);
        var ending = new Lock();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
        Parallel.For(0L, (long)count, options, (index, loop) =>
        {
            if (loop.ShouldExitCurrentIteration)
            {
                return;
            }

            SimulationResult result = Simulator.Run(from + (ulong)index);
            lock (ending)
            {
                bool isFirst = result.Violation is not null && !(all.Failed?.Seed < result.Seed);
                all.Coverage.Add(result.Coverage);
                all = all with { Seeds = all.Seeds + 1, Steps = all.Steps + result.Steps, Failed = isFirst ? result : all.Failed };
                progress?.Invoke(all.Seeds);
            }

            if (result.Violation is not null)
            {
                loop.Break(); // What has a lower number is still run.
            }
        });
        return all;
    }
}
