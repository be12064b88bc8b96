using System.Diagnostics;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>
/// Octets out (SourceData), in (a sink that compares them) or both ways (EchoData), in calls that are sent ahead, so that PDUs follow each
/// other without a gap; all of them compared.
/// </summary>
internal sealed class StreamWork(EchoLoadKind kind, int connections, long bytes) : IWork
{
    /* SourceData is made as it goes and may be long; what comes in is put together first, and stays in the processor's caches so. */
    private const int LargeCall = 4 * 1024 * 1024;
    private const int SinkCall = 128 * 1024;
    private const int EchoCall = 16 * 1024;

    private readonly int _octets = kind switch { EchoLoadKind.Source => LargeCall, EchoLoadKind.Sink => SinkCall, _ => EchoCall };

    public async Task<IReadOnlyList<Figure>> RunAsync(ILoadTarget target)
    {
        int calls = (int)Math.Max(1, bytes / connections / _octets);
        LoadConnection[] all = await OpenAsync(target, connections, kind);
        var processorTime = LoadTime.Start();
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(all.Select(connection => StreamAsync(connection, calls)));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double gigabytes = (double)calls * _octets * connections / 1e9;
        Figure ownTime = processorTime.Per(gigabytes, "s/GB");
        foreach (LoadConnection connection in all)
        {
            connection.Dispose();
        }

        return [new Figure("stream", gigabytes * 1000 / seconds, "MB/s"), ownTime];
    }

    /// <summary>
    /// Opens connections and binds what a kind of load calls. A single one blocks: a wait is then one system call, which an acknowledgment
    /// costs more often than anything costs the plain end. For several, one thread that is told who is ready is cheaper than many that sleep.
    /// </summary>
    internal static async Task<LoadConnection[]> OpenAsync(ILoadTarget target, int count, EchoLoadKind kind)
    {
        var all = new LoadConnection[count];
        var load = new EchoLoad(kind, 0);
        for (int i = 0; i < count; i++)
        {
            all[i] = await target.OpenAsync(isBlocking: count == 1);
            await all[i].BindAsync(load.Syntax);
        }

        return all;
    }

    private Task StreamAsync(LoadConnection connection, int calls)
    {
        var load = new EchoLoad(kind, _octets);
        return Task.WhenAll(StartAsync(connections, () => SendAsync(connection, load, calls)), StartAsync(connections, () => ReceiveAsync(connection, load, calls)));
    }

    /// <summary>Begins one of a number of pieces of work; a single one may block, and has a thread of its own.</summary>
    internal static Task StartAsync(int count, Func<Task> work) => Task.Factory.StartNew(
        work, CancellationToken.None, count == 1 ? TaskCreationOptions.LongRunning : TaskCreationOptions.None, TaskScheduler.Default).Unwrap();

    private static async Task SendAsync(LoadConnection connection, EchoLoad load, int calls)
    {
        for (int i = 0; i < calls; i++)
        {
            await connection.SendPdusAsync(load.NextCall());
        }
    }

    private static async Task ReceiveAsync(LoadConnection connection, EchoLoad load, int calls)
    {
        while (load.Answered < calls)
        {
            await connection.FillAsync();
            while (connection.TryTake(out ReadOnlySpan<byte> pdu))
            {
                load.Take(pdu);
            }
        }
    }
}
