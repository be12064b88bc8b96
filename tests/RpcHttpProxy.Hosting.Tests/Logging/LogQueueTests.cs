using System.Diagnostics;
using RpcHttpProxy.Hosting.Logging;
using Serilog.Events;
using Serilog.Parsing;

namespace RpcHttpProxy.Hosting.Tests.Logging;

public class LogQueueTests
{
    private const int Capacity = 8;
    private const int Surplus = 5;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public void A_sink_that_stalls_holds_up_nobody_and_is_told_once_how_many_lines_it_has_missed()
    {
        using var sink = new StallingSink();
        var queue = new LogQueue("stalling", to => to.Sink(sink), Capacity, _ => { });
        Stall(queue, sink);
        for (int i = 0; i < Capacity + Surplus; i++)
        {
            queue.Emit(Line($"line {i}")); // returns, or the test hangs
        }

        Assert.Equal(Surplus, queue.Lost);
        Assert.Equal(Capacity, queue.Waiting);

        sink.Open();
        queue.Dispose();
        Assert.Equal(Capacity + 2, sink.Written.Count); // the first one, those that waited, and the report
        Assert.Single(sink.Written, line => line.StartsWith($"{Surplus} lines before this one are missing", StringComparison.Ordinal));
        Assert.Equal($"line {Capacity - 1}", sink.Written[^1]);
    }

    [Fact]
    public void A_sink_that_fails_is_told_how_many_lines_it_has_missed_when_it_works_again()
    {
        using var sink = new StallingSink { IsFailing = true };
        sink.Open();
        var faults = new List<string>();
        using var hasFailed = new CountdownEvent(2);
        using (var queue = new LogQueue("failing", to => to.Sink(sink), Capacity, fault =>
        {
            faults.Add(fault);
            hasFailed.Signal();
        }))
        {
            queue.Emit(Line("lost"));
            queue.Emit(Line("lost, too"));
            Assert.True(hasFailed.Wait(s_patience));
            Assert.Equal(2, queue.Lost);

            sink.IsFailing = false;
            queue.Emit(Line("written"));
        }

        Assert.Equal("written", sink.Written[0]);
        Assert.StartsWith("2 lines", sink.Written[1], StringComparison.Ordinal);
        Assert.Contains("no space left", faults[0], StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_waits_for_last_lines_but_not_for_a_sink_that_never_takes_them()
    {
        using var stalled = new StallingSink();
        using var good = new StallingSink();
        good.Open();
        var stalledQueue = new LogQueue("stalled", to => to.Sink(stalled), Capacity, _ => { });
        var queues = new LogQueues(
            [stalledQueue, new LogQueue("good", to => to.Sink(good), Capacity, _ => { })],
            new LogQueue("faults", _ => { }, Capacity, _ => { }), flushing: TimeSpan.FromMilliseconds(200));
        queues.Emit(Line("first"));
        queues.Emit(Line("last"));

        var watch = Stopwatch.StartNew();
        queues.Dispose();

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, s_patience);
        Assert.Equal(["first", "last"], good.Written);
        Assert.Empty(stalled.Written);
        stalled.Open();
        stalledQueue.Dispose(); // its thread has left the sink
    }

    private static void Stall(LogQueue queue, StallingSink sink)
    {
        queue.Emit(Line("first"));
        Assert.True(sink.IsStalled.Wait(s_patience));
    }

    private static LogEvent Line(string text) =>
        new(DateTimeOffset.UnixEpoch, LogEventLevel.Information, null, new MessageTemplate([new TextToken(text)]), []);
}
