using System.Diagnostics;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>
/// Virtual connections that are held and do nothing, first some, then more, and what each process needs for them; then calls on one more
/// connection among them.
/// </summary>
internal sealed class IdleWork(IReadOnlyList<int> counts, TimeSpan hold, IReadOnlyList<RoleProcess> processes, int calls) : IWork
{
    /* As what a set-up allocates is garbage soon, memory is read when that has settled. */
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(2);

    public async Task<IReadOnlyList<Figure>> RunAsync(ILoadTarget target)
    {
        List<Figure> figures = [];
        List<LoadConnection> held = [];
        long[] before = Memory();
        foreach (int count in counts)
        {
            int more = count - held.Count;
            await HoldAsync(target, held, count, figures);
            await Task.Delay(s_settling);
            TellNeeds(figures, count, more, before, await ProcessorShareAsync());
            before = Memory();
        }

        if (calls > 0)
        {
            figures.AddRange((await new CallWork(octets: 256, connections: 1, calls).RunAsync(target)).Select(
                figure => figure with { Name = $"call among {held.Count}: {figure.Name}" }));
        }

        foreach (LoadConnection connection in held)
        {
            connection.Dispose();
        }

        return figures;
    }

    private static async Task HoldAsync(ILoadTarget target, List<LoadConnection> held, int count, List<Figure> figures)
    {
        int more = count - held.Count;
        long start = Stopwatch.GetTimestamp();
        while (held.Count < count)
        {
            held.Add(await target.OpenAsync());
        }

        figures.Add(new Figure($"{count}: set-up", Stopwatch.GetElapsedTime(start).TotalMilliseconds / more, "ms"));
    }

    private void TellNeeds(List<Figure> figures, int count, int more, long[] before, double[] shares)
    {
        long[] now = Memory();
        for (int i = 0; i < processes.Count; i++)
        {
            string name = $"{count}: {processes[i].Name}";
            figures.Add(new Figure($"{name} RssAnon", now[i] / 1e6, "MB"));
            figures.Add(new Figure($"{name} growth a connection", (now[i] - before[i]) / 1e3 / more, "kB"));
            figures.Add(new Figure($"{name} CPU", shares[i] * 100, "%"));
        }
    }

    private long[] Memory() => [.. processes.Select(process => process.AnonymousBytes)];

    private async Task<double[]> ProcessorShareAsync()
    {
        TimeSpan[] before = [.. processes.Select(process => process.ProcessorTime)];
        long start = Stopwatch.GetTimestamp();
        await Task.Delay(hold);
        TimeSpan time = Stopwatch.GetElapsedTime(start);
        return [.. processes.Select((process, i) => (process.ProcessorTime - before[i]) / time)];
    }
}
