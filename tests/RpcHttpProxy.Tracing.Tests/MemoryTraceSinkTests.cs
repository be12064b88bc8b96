namespace RpcHttpProxy.Tracing.Tests;

public sealed class MemoryTraceSinkTests
{
    private static readonly TraceEvent[] s_events = [.. ConnTimeline.Events()];

    [Fact]
    public void The_null_sink_wants_nothing_and_takes_everything()
    {
        Assert.False(NullTraceSink.Instance.IsEnabled);
        NullTraceSink.Instance.Write(s_events[0]);
    }

    [Fact]
    public void What_was_written_is_there_in_order()
    {
        MemoryTraceSink sink = new();
        foreach (TraceEvent e in s_events)
        {
            sink.Write(e);
        }

        Assert.True(sink.IsEnabled);
        Assert.Equal(s_events, sink.Snapshot());
        Assert.Equal(0, sink.Dropped);
    }

    [Fact]
    public void A_full_sink_keeps_the_first_and_counts_the_rest()
    {
        MemoryTraceSink sink = new(capacity: 3);
        foreach (TraceEvent e in s_events)
        {
            sink.Write(e);
        }

        Assert.Equal(s_events[..3], sink.Snapshot());
        Assert.Equal(s_events.Length - 3, sink.Dropped);
    }

    [Fact]
    public void Writers_on_many_threads_lose_nothing()
    {
        MemoryTraceSink sink = new(capacity: 6_000);
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                sink.Write(s_events[0]);
            }
        });

        Assert.Equal(6_000, sink.Snapshot().Count);
        Assert.Equal(2_000, sink.Dropped);
    }
}
