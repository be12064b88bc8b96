using System.Diagnostics;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>Set-ups: from the two TCP connects to CONN/C2, and closed at once.</summary>
internal sealed class OpenWork(int count, int atOnce) : IWork
{
    public async Task<IReadOnlyList<Figure>> RunAsync(ILoadTarget target)
    {
        int left = count;
        var latencies = new Latencies(count);
        var processorTime = LoadTime.Start();
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => StreamWork.StartAsync(atOnce, OpenSomeAsync)));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Figure ownTime = processorTime.Per(count / 1e6, "us/set-up");
        return [new Figure("set-ups", count / seconds, "1/s"), .. latencies.Figures(), ownTime];

        async Task OpenSomeAsync()
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                long begun = Stopwatch.GetTimestamp();
                using LoadConnection connection = await target.OpenAsync(isBlocking: atOnce == 1);
                latencies.Add(begun);
            }
        }
    }
}
