using System.Globalization;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>A second protocol is traced by what the first one is: events, files, the reader, the drawings. Only the words are its own.</summary>
public class LineTraceTests
{
    private const string Greeting = WireCarrier.Greeting + "\n";

    private readonly MemoryTraceSink _trace = new();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void A_session_is_told_from_its_first_link_to_its_end(int reactors)
    {
        using var world = new World(reactors, trace: _trace);
        (Wire into, Wire outOf) = world.OpenBoth();
        into.Send("SAY hello\nQUIT\n");
        outOf.Received();
        world.ExpectNothingLeft();
        Assert.Equal(
            [
                "Opened", "ChannelOpened OUT listener", "Sent OUT listener OK 3",
                "ChannelOpened IN speaker", "Received IN speaker SAY 10", "Sent OUT listener ECHO 6", "Received IN speaker QUIT 5",
                "Sent IN speaker BYE 4", "Closed BYE",
            ],
            Told("a").Where(line => !line.StartsWith("ChannelClosed", StringComparison.Ordinal)));
        Assert.Equal(
            ["ChannelClosed IN speaker ended by this side", "ChannelClosed OUT listener ended by this side"],
            Told("a").Where(line => line.StartsWith("ChannelClosed", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public void A_timer_is_told_with_what_follows_at_the_time_of_the_clock_that_was_given()
    {
        using var world = new World(trace: _trace);
        world.OpenBoth();
        DateTimeOffset begun = world.Time.GetUtcNow();
        world.Time.Advance(world.Server.Options.IdleTimeout + TimeSpan.FromSeconds(1));
        TraceEvent timer = Assert.Single(_trace.Snapshot(), e => e.Kind == TraceEventKind.Timer);
        Assert.Equal("Idle", timer.Trigger);
        Assert.InRange(timer.Time - begun, world.Server.Options.IdleTimeout, world.Server.Options.IdleTimeout + TimeSpan.FromSeconds(1));
        Assert.Contains("Closed ERR silence", Told("a"));
    }

    [Fact]
    public void Who_is_refused_before_he_named_a_session_is_told_under_no_token()
    {
        using var world = new World(trace: _trace);
        world.Open(Greeting + "SHOUT\n").Leave();
        Assert.Equal(["ChannelClosed IN or OUT comes first"], Told(""));
    }

    [Fact]
    public void Where_nobody_listens_no_event_is_made()
    {
        var deaf = new Deaf();
        using var world = new World(trace: deaf);
        (Wire into, _) = world.OpenBoth();
        into.Send("SAY hello\nQUIT\n");
        world.ExpectNothingLeft();
        Assert.Equal(0, deaf.Written);
    }

    [Fact]
    public async Task Its_file_is_read_back_and_drawn_with_its_own_parties_and_no_others()
    {
        string folder = Directory.CreateTempSubdirectory("line-trace").FullName;
        try
        {
            await using (var file = new FileTraceSink(folder, LineTrace.Server, LineTrace.Node, TimeProvider.System))
            {
                using var world = new World(trace: file);
                (Wire into, _) = world.OpenBoth();
                into.Send("SAY hello\nQUIT\n");
                world.ExpectNothingLeft();
            }

            TraceReading reading = TraceReader.Read([folder]);
            Assert.Empty(reading.Faults);
            TraceTimeline timeline = Assert.Single(TraceTimeline.Merge(reading.Events));
            Assert.Equal("a", timeline.Cookie);
            Assert.Contains("ECHO → listener, 6 bytes", Drawn(timeline, new TableRenderer()), StringComparison.Ordinal);
            string ladder = Drawn(timeline, new LadderRenderer());
            Assert.All([LineTrace.Server, LineTrace.Speaker, LineTrace.Listener], party => Assert.Contains(party, ladder, StringComparison.Ordinal));
            Assert.DoesNotContain("Proxy", ladder, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private string[] Told(string token) =>
    [
        .. _trace.Snapshot().Where(e => e.Cookie == token).Select(e => string.Join(' ', new[]
        {
            $"{e.Kind}", e.Channel, e.Peer, e.Pdu, e.Length?.ToString(CultureInfo.InvariantCulture), e.Trigger, e.Reason,
        }.Where(word => word is not null))),
    ];

    private static string Drawn(TraceTimeline timeline, ITraceRenderer renderer)
    {
        using var text = new StringWriter();
        renderer.Render(timeline, text);
        return text.ToString();
    }

    private sealed class Deaf : ITraceSink
    {
        public bool IsEnabled => false;

        public int Written { get; private set; }

        public void Write(TraceEvent traceEvent) => Written++;
    }
}
