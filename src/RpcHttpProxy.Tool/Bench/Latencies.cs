using System.Diagnostics;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>Times of a number of operations, kept one by one: a percentile is no estimate.</summary>
internal sealed class Latencies(int capacity)
{
    private static readonly TimeSpan s_stall = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_longStall = TimeSpan.FromMilliseconds(250);

    private readonly long[] _ticks = new long[capacity];
    private int _count;

    /// <summary>An operation that began at <paramref name="begun"/> has ended. Any thread.</summary>
    public void Add(long begun) => _ticks[Interlocked.Increment(ref _count) - 1] = Stopwatch.GetTimestamp() - begun;

    /// <summary>Percentiles and the longest in microseconds, and how many took unreasonably long.</summary>
    public IEnumerable<Figure> Figures()
    {
        Span<long> sorted = _ticks.AsSpan(0, _count);
        sorted.Sort();
        return
        [
            At("p50", sorted, 0.5), At("p99", sorted, 0.99), At("p99.9", sorted, 0.999), At("max", sorted, 1),
            Over(">100ms", sorted, s_stall), Over(">250ms", sorted, s_longStall),
        ];
    }

    private static Figure At(string name, ReadOnlySpan<long> sorted, double share) =>
        new(name, Stopwatch.GetElapsedTime(0, sorted[Math.Min(sorted.Length - 1, (int)(sorted.Length * share))]).TotalMicroseconds, "us");

    private static Figure Over(string name, ReadOnlySpan<long> sorted, TimeSpan bound)
    {
        int first = sorted.BinarySearch(bound.Ticks * (Stopwatch.Frequency / TimeSpan.TicksPerSecond));
        return new Figure(name, sorted.Length - (first < 0 ? ~first : first), "");
    }
}
