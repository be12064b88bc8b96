using System.Diagnostics;
using RpcHttpProxy.Fuzz.Guidance;

namespace RpcHttpProxy.Fuzz;

/// <summary>
/// Feeds a target its seeds and then mutations of what led to new outcomes, or to new branches. Without coverage, a seed of chance gives the same inputs each
/// time. What hangs is noticed by a timer, which can only tell: the thread that hangs can't be stopped.
/// </summary>
internal sealed class FuzzRun(FuzzTarget target, int seed)
{
    private const int MaxCorpus = 4_096;

    /* A parser needs microseconds; what isn't over after this never will be, or might as well not. */
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly List<byte[]> _corpus = [.. target.Seeds];
    private readonly HashSet<ulong> _outcomes = [];
    private byte[] _current = [];
    private long _since;

    /// <summary>Sees the branches that inputs take; null when the assemblies of the target aren't instrumented.</summary>
    public BranchCoverage? Coverage { get; init; }

    /// <summary>Called when an input takes too long.</summary>
    public required Action<byte[]> OnHang { get; init; }

    /// <summary>Called now and then with the number of inputs so far.</summary>
    public Action<long, int> OnProgress { get; init; } = (_, _) => { };

    /// <summary>Runs until as many inputs were fed or the time is over, or to the first broken promise.</summary>
    public FuzzResult Run(long inputs, TimeSpan? time = null)
    {
        target.WarmUp();
        var mutator = new Mutator(new Random(seed), target);
        long begun = Stopwatch.GetTimestamp();
        var slowest = TimeSpan.Zero;
        long progress = Math.Max(1, inputs / 10);
        Volatile.Write(ref _since, begun);
        using var watch = new Timer(_ => Watch(), null, s_patience, s_patience);
        for (long i = 0; i < inputs; i++)
        {
            byte[] input = i < target.Seeds.Count ? target.Seeds[(int)i] : mutator.Next(_corpus);
            long since = Stopwatch.GetTimestamp();
            Volatile.Write(ref _current, input);
            Volatile.Write(ref _since, since);
            if (Feed(input) is { } failure)
            {
                return Result(i + 1, failure, input);
            }

            TimeSpan took = Stopwatch.GetElapsedTime(since);
            slowest = took > slowest ? took : slowest;
            if ((i + 1) % progress == 0)
            {
                OnProgress(i + 1, _outcomes.Count);
            }

            if (i + 1 >= target.Seeds.Count && Stopwatch.GetElapsedTime(begun) > time)
            {
                return Result(i + 1);
            }
        }

        return Result(inputs);

        FuzzResult Result(long done, string? failure = null, byte[]? input = null) =>
            new(done, Stopwatch.GetElapsedTime(begun), _outcomes.Count, Coverage?.Branches ?? 0, _corpus.Count, slowest, target.MostAllocated, failure, input);
    }

    /// <summary>Feeds one input; answers which promise it broke. What is measured is measured again before it counts.</summary>
    public string? Feed(byte[] input, int measurements = 3)
    {
        try
        {
            Coverage?.Begin();
            bool isNew = _outcomes.Add(target.Run(input));
            isNew |= Coverage?.End() ?? false;
            if (isNew && _corpus.Count < MaxCorpus)
            {
                _corpus.Add(input);
            }

            return null;
        }
        catch (BrokenPromiseException broken) when (broken.IsMeasured && measurements > 1)
        {
            return Feed(input, measurements - 1);
        }
        catch (BrokenPromiseException broken)
        {
            return broken.Message;
        }
        catch (Exception e)
        {
            return $"never to throw: {e}";
        }
    }

    private void Watch()
    {
        if (Stopwatch.GetElapsedTime(Volatile.Read(ref _since)) > s_patience)
        {
            OnHang(Volatile.Read(ref _current));
        }
    }
}
