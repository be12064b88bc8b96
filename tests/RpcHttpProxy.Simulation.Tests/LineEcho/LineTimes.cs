using RpcHttpProxy.Engine.Tests.LineEcho;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Simulation.Tests.LineEcho;

/// <summary>What the traces of a run must tell: each session from its row to one end, and timers that elapse when they are due, and then only.</summary>
internal sealed class LineTimes(IReadOnlyList<TraceEvent> trace, LineOptions options)
{
    // The reactor's timer may be a millisecond late, and a busy pool leaves a continuation lying for two.
    private static readonly TimeSpan s_late = TimeSpan.FromMilliseconds(10);

    public void Check(IEnumerable<Talk> talks)
    {
        foreach (Talk talk in talks)
        {
            TraceEvent[] own = [.. trace.Where(e => e.Cookie == talk.Token)];
            TraceEvent[] timers = [.. own.Where(e => e.Kind == TraceEventKind.Timer)];
            if (talk.IsWhole)
            {
                Assert.Equal(talk.Timer is null ? [] : [talk.Timer], timers.Select(e => e.Trigger!));
            }

            foreach (TraceEvent timer in timers)
            {
                TimeSpan due = timer.Trigger == "Join" ? options.JoinTimeout : options.IdleTimeout;
                TraceEvent begun = own.Last(e => e.Time < timer.Time && e.Kind is TraceEventKind.Opened or TraceEventKind.Received);
                Assert.InRange(timer.Time - begun.Time, due, due + s_late);
            }

            int rows = own.Count(e => e.Kind == TraceEventKind.Opened);
            Assert.Equal(rows, own.Count(e => e.Kind == TraceEventKind.Closed));
            Assert.True(rows <= 1 || talk.Fate is Fate.Dropped or Fate.Reset or Fate.Crashes, $"{talk}: {rows} rows");
            Assert.True(own.Count(e => e.Kind == TraceEventKind.ChannelClosed) >= own.Count(e => e.Kind == TraceEventKind.ChannelOpened), $"{talk}: a link without an end");
        }
    }
}
