using System.Diagnostics;
using RpcHttpProxy.Differential.Tests.Cases;
using RpcHttpProxy.Differential.Tests.Comparison;
using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Tools;
using Xunit.Abstractions;

[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace RpcHttpProxy.Differential.Tests;

/// <summary>Our build, in each of its variants, does what 0b02aca did, or what <c>differences.md</c> lists with a reason.</summary>
public class ComparisonTests(ITestOutputHelper output)
{
    private const int Slowest = 10;

    /// <summary>Of so few cases, chosen by <c>RPCHTTP_CASES</c>, what was seen is printed.</summary>
    private const int ShownInFull = 20;

    internal static DifferenceList List { get; } =
        DifferenceList.Parse(File.ReadAllText(Repository.PathOf("tests", "differential", "differences.md")));

    /// <summary>Each class in each variant, with the number of its cases, for the reader of a report.</summary>
    public static TheoryData<string, string, int> Classes
    {
        get
        {
            TheoryData<string, string, int> classes = [];
            foreach (Variant variant in Variant.All)
            {
                foreach (CaseClass of in Enum.GetValues<CaseClass>())
                {
                    classes.Add(variant.Name, of.ToString(), Case.Of(of).Count);
                }
            }

            return classes;
        }
    }

    /// <summary>What the last comparison of a class is called: how its processes end.</summary>
    internal static string EndOf(CaseClass of) => $"{of}: the processes' end";

    [BaselineTheory]
    [MemberData(nameof(Classes))]
    public async Task Ours_does_what_the_baseline_did_or_what_is_listed(string variant, string of, int cases)
    {
        IReadOnlyList<Case> chosen = Choice.Of(Enum.Parse<CaseClass>(of), List);
        long begun = Stopwatch.GetTimestamp();
        using var servers = new Servers();
        await using var baseline = new Side("0b02aca", Builds.Baseline, servers.EndPoint);
        await using var ours = new Side(variant, Builds.Ours, servers.EndPoint, Variant.All.Single(one => one.Name == variant).Arguments);
        var comparing = new Comparing(baseline, ours, servers)
        {
            Observed = chosen.Count > ShownInFull ? null : (one, seen) => output.WriteLine($"{one.Name}\n    {string.Join("\n    ", seen.Lines)}"),
            Finished = Progress.Append,
            Expected = List.Expected,
        };
        string stop = EndOf(Enum.Parse<CaseClass>(of));

        await comparing.RunAsync(chosen);
        await comparing.StopAsync(stop);

        IReadOnlyList<string> faults = List.Faults([.. chosen.Select(one => one.Name), stop], comparing.Differences);
        output.WriteLine($"{of}, {variant}: {chosen.Count} of {cases} cases, {comparing.Differences.Count} differ, {comparing.Races.Count} race, "
            + $"{Stopwatch.GetElapsedTime(begun).TotalSeconds:0} s");
        foreach ((string name, TimeSpan time) in comparing.Slowest.Take(Slowest))
        {
            output.WriteLine($"{time.TotalMilliseconds,6:0} ms {name}");
        }

        foreach (string race in comparing.Races)
        {
            output.WriteLine($"race: {race}");
        }

        Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join('\n', faults)}");
    }
}
