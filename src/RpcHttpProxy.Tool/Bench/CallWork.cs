using System.Diagnostics;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>Calls of rpcecho's EchoData, one at a time on each connection, compared octet by octet.</summary>
internal sealed class CallWork(int octets, int connections, int count) : IWork
{
    public async Task<IReadOnlyList<Figure>> RunAsync(ILoadTarget target)
    {
        var latencies = new Latencies(count);
        LoadConnection[] all = await StreamWork.OpenAsync(target, connections, EchoLoadKind.Echo);
        var processorTime = LoadTime.Start();
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(all.Select((connection, i) => StreamWork.StartAsync(
            connections, () => CallAsync(connection, (count / connections) + (i < count % connections ? 1 : 0), latencies))));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        Figure ownTime = processorTime.Per(count / 1e6, "us/call");
        foreach (LoadConnection connection in all)
        {
            connection.Dispose();
        }

        return [new Figure("calls", count / seconds, "1/s"), .. latencies.Figures(), ownTime];
    }

    private async Task CallAsync(LoadConnection connection, int calls, Latencies latencies)
    {
        var load = new EchoLoad(EchoLoadKind.Echo, octets);
        for (int i = 1; i <= calls; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            await connection.SendPdusAsync(load.NextCall());
            while (load.Answered < i)
            {
                await connection.FillAsync();
                while (connection.TryTake(out ReadOnlySpan<byte> pdu))
                {
                    load.Take(pdu);
                }
            }

            latencies.Add(begun);
        }
    }
}
