using RpcHttpProxy.Engine.Blocking;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Hosting.Health;

/// <summary>Whether the process can serve: its reactors take turns, and no kind of blocking call hangs altogether.</summary>
/// <param name="calls">The kinds of blocking calls, by their names in <c>/counters</c>.</param>
/// <param name="reactors">The reactors.</param>
/// <param name="time">The clock.</param>
internal sealed class ProcessHealth(IReadOnlyDictionary<string, BlockingScheduler> calls, ReactorSet reactors, TimeProvider time)
{
    /* Ours: a turn of more than 50 ms is logged already. */
    private static readonly TimeSpan s_longestTurn = TimeSpan.FromSeconds(5);

    private readonly ReactorProbe[] _probes = [.. reactors.All.Select(reactor => new ReactorProbe(reactor))];

    /// <summary>The kinds of blocking calls, by their names in <c>/counters</c>.</summary>
    public IReadOnlyDictionary<string, BlockingScheduler> Calls => calls;

    /// <summary>The blocking calls at this moment.</summary>
    public IReadOnlyDictionary<string, BlockingReport> Report() => calls.ToDictionary(kind => kind.Key, kind => kind.Value.Report());

    /// <summary>What is wrong, in a few words; null when nothing is.</summary>
    public async Task<string?> FaultAsync()
    {
        if (calls.Values.FirstOrDefault(kind => kind.IsWedged) is { } wedged)
        {
            return $"{wedged.Bounds.MaxAbandoned} {wedged.Kind} hang";
        }

        try
        {
            await Task.WhenAll(_probes.Select(probe => probe.AnsweredAsync())).WaitAsync(s_longestTurn, time);
            return null;
        }
        catch (TimeoutException)
        {
            return "a reactor does not answer";
        }
    }
}
