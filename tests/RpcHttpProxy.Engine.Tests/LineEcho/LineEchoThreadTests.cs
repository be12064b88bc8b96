using System.Collections.Concurrent;
using System.IO.Pipelines;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>The same protocol where completions come on any thread of the pool, many sessions at once.</summary>
public class LineEchoThreadTests
{
    private const int Sessions = 100, Lines = 200;

    // Who waits for a line that was lost waits forever: no clock goes on here.
    private static readonly TimeSpan s_stuck = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Many_sessions_at_once_on_all_threads_lose_nothing(int count)
    {
        var faults = new ConcurrentQueue<Exception>();
        var time = new ManualTime();
        InlineReactor[] reactors = [.. Enumerable.Range(0, count).Select(_ => new InlineReactor(time, faults.Enqueue))];
        var server = new LineServer(new ReactorSet(reactors), new LineOptions { Budget = 10_000_000 });
        await Task.WhenAll(Enumerable.Range(0, Sessions).Select(i => Task.Run(() => TalkAsync(server, reactors, i)))).WaitAsync(s_stuck);
        Assert.Empty(faults);
        Assert.Empty(server.Faults);
        Assert.Equal((0, 0, 0, 0), (server.Table.Count, server.Links, server.LinkOptions.Timers.Count, server.Budget.Used));
        foreach (InlineReactor reactor in reactors)
        {
            reactor.Dispose();
        }
    }

    /// <summary>One session: IN and OUT begin at the same time, on different reactors where there are several.</summary>
    private static async Task TalkAsync(LineServer server, InlineReactor[] reactors, int number)
    {
        Wire into = new(1_024, PipeScheduler.ThreadPool), outOf = new(1_024, PipeScheduler.ThreadPool);
        Task[] links =
        [
            server.RunAsync(new WireCarrier(into), reactors[number % reactors.Length]),
            server.RunAsync(new WireCarrier(outOf), reactors[(number + 1) % reactors.Length]),
        ];
        Task<string> farewell = into.ReceivedToEndAsync(), echo = outOf.ReceivedToEndAsync();
        await Task.WhenAll(
            outOf.SendAsync($"{WireCarrier.Greeting}\nOUT {number}\n"),
            Task.Run(() => SayAsync(into, number)));
        Assert.Equal("OK\n" + string.Concat(Enumerable.Range(0, Lines).Select(i => $"line {i} of {number}\n")), await echo);
        Assert.Equal("BYE\n", await farewell);
        await Task.WhenAll(links);
    }

    private static async Task SayAsync(Wire into, int number)
    {
        await into.SendAsync($"{WireCarrier.Greeting}\nIN {number}\n");
        for (int i = 0; i < Lines; i++)
        {
            await into.SendAsync($"SAY line {i} ");
            await into.SendAsync($"of {number}\n");
        }

        await into.SendAsync("QUIT\n");
    }
}
