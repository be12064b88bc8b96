using System.Diagnostics;
using RpcHttpProxy.Differential.Tests.Comparison;
using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Tools;

namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>
/// Runs cases against a baseline and another build, one after the other. Where they differ, both are run again: a case may be a race, and
/// then the baseline shows all the outcomes that are allowed. What the baseline never did is a difference.
/// </summary>
internal sealed class Comparing(Side baseline, Side ours, Servers servers)
{
    private const int Again = 4;
    private const int AtMost = 200;     // a rare outcome of the baseline may take that many: one run of a machine under load in fifty ends in FIN where RST is usual

    private readonly List<Difference> _differences = [];
    private readonly List<string> _races = [];

    private readonly Dictionary<string, TimeSpan> _took = [];

    public IReadOnlyList<Difference> Differences => _differences;

    /// <summary>Cases that had more than one outcome with one of the builds.</summary>
    public IReadOnlyList<string> Races => _races;

    /// <summary>The cases that took longest: whoever adds one that waits for a deadline finds it here.</summary>
    public IEnumerable<KeyValuePair<string, TimeSpan>> Slowest => _took.OrderByDescending(one => one.Value);

    /// <summary>What is expected of the other build where the baseline did something; the same, if not said.</summary>
    public Func<Observation, Observation> Expected { get; init; } = baseline => baseline;

    /// <summary>Hears what the baseline did in each case.</summary>
    public Action<Case, Observation>? Observed { get; init; }

    /// <summary>Hears of each case that is over how long it took, and how it came out.</summary>
    public Action<Case, TimeSpan, string>? Finished { get; init; }

    public async Task RunAsync(IEnumerable<Case> cases)
    {
        foreach (Case one in cases)
        {
            long begun = Stopwatch.GetTimestamp();
            string outcome = await CompareAsync(one);
            _took[one.Name] = Stopwatch.GetElapsedTime(begun);
            Finished?.Invoke(one, _took[one.Name], outcome);
        }
    }

    /// <summary>Ends the processes of both; that they end in the same way is the last comparison.</summary>
    public async Task StopAsync(string name)
    {
        IReadOnlyList<string> lines = Observation.Difference(new Observation(await baseline.StopAsync()), new Observation(await ours.StopAsync()));
        if (lines.Count > 0)
        {
            _differences.Add(new Difference(name, lines));
        }
    }

    private async Task<string> CompareAsync(Case one)
    {
        Task<Observation> running = ObserveAsync(one, baseline, null);
        Observation? first = one.BothAtOnce ? null : await running;
        Observation seen = await ObserveAsync(one, ours, first), expected = await running;
        Observed?.Invoke(one, expected);
        if (expected.Equals(seen))
        {
            return "same";
        }

        bool isNoRace = one.BothAtOnce && one.Class == CaseClass.CommandLine;      // arguments in, text out
        if (!isNoRace)
        {
            return await JudgeAsync(one, expected, seen);
        }

        _differences.Add(new Difference(one.Name, Observation.Difference(expected, seen)));
        return "differs";
    }

    private async Task<string> JudgeAsync(Case one, Observation expected, Observation seen)
    {
        HashSet<Observation> allowed = [expected];
        HashSet<Observation> outcomes = [seen];
        long begun = Stopwatch.GetTimestamp();
        bool HasTime() => Stopwatch.GetElapsedTime(begun) < Patience.Judging;
        for (int i = 0; i < Again && HasTime(); i++)
        {
            allowed.Add(await ObserveAsync(one, baseline, null));
            outcomes.Add(await ObserveAsync(one, ours, expected));
        }

        bool isRace = allowed.Count > 1 || outcomes.Count > 1;
        for (int i = 0; i < AtMost && isRace && HasTime() && !outcomes.IsSubsetOf(allowed); i++)
        {
            allowed.Add(await ObserveAsync(one, baseline, null));
        }

        if (isRace)
        {
            _races.Add(one.Name);
        }

        Observation? other = outcomes.FirstOrDefault(outcome => !allowed.Contains(outcome));
        if (other is null)
        {
            return "race";
        }

        _differences.Add(new Difference(one.Name, Observation.Difference(expected, other)));
        return "differs";
    }

    private static string Stopped(Case one, Side side, string why) => $"Stopped at \"{one.Name}\" with {side.Name}: {why}";

    /// <summary>Where something is lost that all later cases need, whatever they would show is no comparison: it ends here.</summary>
    private async Task<Observation> ObserveAsync(Case one, Side side, Observation? expected)
    {
        if (side.Lost() is { } before)
        {
            throw new InvalidOperationException(Stopped(one, side, before));
        }

        await using var script = new Script(side, servers);
        try
        {
            await one.Run(script);
            Observation seen = await script.ObserveAsync(expected);
            return side == baseline ? Expected(seen) : seen;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(Stopped(one, side, side.Lost() ?? e.Message), e);
        }
    }
}
