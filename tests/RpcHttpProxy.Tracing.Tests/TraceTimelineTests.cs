namespace RpcHttpProxy.Tracing.Tests;

public sealed class TraceTimelineTests
{
    private static readonly string[] s_trueOrder = [.. TraceTimeline.Merge(ConnTimeline.Events()).Single().Messages.Select(m => m.Pdu).Order()];

    [Fact]
    public void Each_cookie_has_its_timeline_in_the_order_of_their_starts()
    {
        IReadOnlyList<TraceEvent> first = ConnTimeline.Events();
        TraceEvent[] second = [.. first.Select(e => e with { Cookie = "0badf00d", Time = e.Time.AddSeconds(1) })];
        TraceEvent[] nameless = [first[0] with { Cookie = "", Time = first[0].Time.AddSeconds(2) }];

        IReadOnlyList<TraceTimeline> timelines = TraceTimeline.Merge([.. nameless, .. second, .. first]);

        Assert.Equal([ConnTimeline.Cookie, "0badf00d", ""], timelines.Select(timeline => timeline.Cookie));
        Assert.Equal([first.Count, second.Length, 1], timelines.Select(timeline => timeline.Events.Count));
    }

    [Theory]
    [InlineData(null, 2)]
    [InlineData("", 2)]
    [InlineData("6", 2)]
    [InlineData("6f3a1c9e", 1)]
    [InlineData("6F3A1C9E-8D52", 1)]
    [InlineData("{6f3a", 1)]
    [InlineData("f3a1", 0)]
    public void A_timeline_is_found_by_the_first_digits_of_its_cookie(string? prefix, int found)
    {
        IReadOnlyList<TraceEvent> events = ConnTimeline.Events();
        Assert.Equal(found, TraceTimeline.Merge([.. events, events[0] with { Cookie = "6123" }], prefix).Count);
    }

    [Fact]
    public void One_cookie_in_two_spellings_is_one_timeline()
    {
        IReadOnlyList<TraceEvent> events = ConnTimeline.Events();
        Assert.Single(TraceTimeline.Merge([events[0], events[1] with { Cookie = $"{{{ConnTimeline.Cookie.ToUpperInvariant()}}}" }]));
    }

    [Fact]
    public void Nothing_to_tell_is_no_timeline() => Assert.Empty(TraceTimeline.Merge([]));

    [Fact]
    public void Clocks_that_agree_are_left_alone()
    {
        TraceTimeline timeline = TraceTimeline.Merge(ConnTimeline.Events()).Single();

        Assert.Empty(timeline.ClockShifts);
        Assert.Equal(timeline.Events.OrderBy(e => e.Time), timeline.Events);
        Assert.Equal(TimeSpan.FromMilliseconds(13), timeline.Elapsed(timeline.Events[^1]));
    }

    [Fact]
    public void Events_of_one_time_and_node_are_in_the_order_they_were_made()
    {
        TraceEvent[] events = [.. ConnTimeline.Events().Select(e => e with { Time = default, Role = TraceRoles.Server, Node = "n", Peer = null })];
        Assert.Equal(events.OrderBy(e => e.Sequence), TraceTimeline.Merge(events.Reverse()).Single().Events);
    }

    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, -40, 0, 25)]
    [InlineData(5, -5, 5, -5)]
    [InlineData(0, 0.15, -0.15, 0)]
    [InlineData(10_000, 0, 0, 0)]
    [InlineData(0, -10_000, 10_000, 0)]
    [InlineData(0, 0, 0, -3_600_000)]
    public void No_PDU_is_received_before_it_was_sent_however_wrong_the_clocks(double client, double inbound, double outbound, double server)
    {
        TraceTimeline timeline = TraceTimeline.Merge(ConnTimeline.Events(
            (TraceRoles.Client, client), (TraceRoles.InboundProxy, inbound), (TraceRoles.OutboundProxy, outbound), (TraceRoles.Server, server))).Single();

        Assert.Equal(s_trueOrder, timeline.Messages.Select(m => m.Pdu).Order());
        AssertCausal(timeline);
        Assert.All(timeline.Messages, m => Assert.True(timeline.Elapsed(m.Sent!) <= timeline.Elapsed(m.Received!), m.Pdu));
        Assert.All(timeline.Events.Zip(timeline.Events.Skip(1)), pair => Assert.True(timeline.Elapsed(pair.First) <= timeline.Elapsed(pair.Second)));
    }

    [Fact]
    public void The_clocks_are_told_against_that_of_the_client()
    {
        TraceTimeline timeline = TraceTimeline.Merge(ConnTimeline.Events((TraceRoles.InboundProxy, -40), (TraceRoles.Server, 25))).Single();

        // The true error is found to within the time a PDU takes, 0.2 ms here.
        Assert.InRange(timeline.ClockShifts[new TraceParty(TraceRoles.InboundProxy, "in-1")].TotalMilliseconds, 39.8, 40.2);
        Assert.InRange(timeline.ClockShifts[new TraceParty(TraceRoles.Server, "backend-1")].TotalMilliseconds, -25.2, -24.6);
        Assert.False(timeline.ClockShifts.ContainsKey(new TraceParty(TraceRoles.Client, "laptop")));
    }

    [Fact]
    public void A_clock_that_jumps_spoils_the_times_but_not_the_order()
    {
        // The server's clock is put forward by a second between CONN/A2 and CONN/C1: no constant error explains both.
        TraceEvent[] events = [.. ConnTimeline.Events().Select(e =>
            e.Role != TraceRoles.Server ? e : e with { Time = e.Time.AddSeconds(e.Sequence > 26 ? 1 : -1) })];

        TraceTimeline timeline = TraceTimeline.Merge(events).Single();

        Assert.Empty(timeline.ClockShifts);
        Assert.Equal(events.Length, timeline.Events.Count);
        AssertCausal(timeline);
    }

    [Fact]
    public void The_order_of_the_files_does_not_matter()
    {
        TraceEvent[] events = [.. ConnTimeline.Events((TraceRoles.InboundProxy, -40))];
        TraceTimeline expected = TraceTimeline.Merge(events).Single();
        Random random = new(17);
        for (int i = 0; i < 20; i++)
        {
            random.Shuffle(events);
            Assert.Equal(expected.Events, TraceTimeline.Merge(events).Single().Events);
        }
    }

    [Fact]
    public void Repeated_PDUs_of_a_channel_are_paired_first_with_first()
    {
        TraceEvent sent = ConnTimeline.Events()[0] with { Pdu = "Ping", Channel = "In 3f2a" };
        TraceEvent received = ConnTimeline.Events()[1] with { Pdu = "Ping", Channel = "ClientIn 3f2a" };
        TraceEvent[] events = [.. Enumerable.Range(0, 5).SelectMany(i => new[]
        {
            sent with { Time = sent.Time.AddSeconds(i), Sequence = 2 * i },
            received with { Time = received.Time.AddSeconds(i), Sequence = 2 * i + 1 },
        })];

        TraceTimeline timeline = TraceTimeline.Merge(events).Single();

        Assert.Equal(5, timeline.Messages.Count);
        Assert.All(timeline.Messages, m => Assert.Equal(m.Sent!.Sequence + 1, m.Received!.Sequence));
    }

    [Fact]
    public void PDUs_of_different_channels_are_not_paired()
    {
        TraceEvent sent = ConnTimeline.Events()[0] with { Pdu = "Ping", Channel = "In 3f2a" };
        TraceEvent received = ConnTimeline.Events()[1] with { Pdu = "Ping", Channel = "ClientIn 77aa" };

        Assert.Equal(2, TraceTimeline.Merge([sent, received]).Single().Messages.Count);
        Assert.Single(TraceTimeline.Merge([sent, received with { Channel = "ClientIn 3F2A" }]).Single().Messages);
        Assert.Single(TraceTimeline.Merge([sent, received with { Channel = null }]).Single().Messages);
    }

    private static void AssertCausal(TraceTimeline timeline)
    {
        List<TraceEvent> order = [.. timeline.Events];
        Assert.All(timeline.Messages, m =>
        {
            Assert.NotNull(m.Sent);
            Assert.NotNull(m.Received);
            Assert.True(order.IndexOf(m.Sent) < order.IndexOf(m.Received), m.Pdu);
        });
    }
}
