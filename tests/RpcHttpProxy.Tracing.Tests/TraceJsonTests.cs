namespace RpcHttpProxy.Tracing.Tests;

public sealed class TraceJsonTests
{
    private const string Least =
        """{"time":"2026-01-02T03:04:05.123456Z","sequence":7,"role":"server","node":"n","cookie":"c","kind":"opened"}""";

    private static readonly TraceEvent s_full = new()
    {
        Time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(1_234_567),
        Sequence = 42,
        Role = TraceRoles.InboundProxy,
        Node = "in-1",
        Cookie = ConnTimeline.Cookie,
        Kind = TraceEventKind.Transition,
        Channel = "ClientIn 3f2a",
        Machine = "InboundProxy",
        Trigger = "CONN_B1",
        From = "Open_Start",
        To = "B3W",
        Effects = ["send CONN/B2 on ServerIn", "plug ServerIn"],
        Pdu = "CONN/B1",
        Length = 104,
        Peer = TraceRoles.Client,
        Reason = "PeerClosed",
        Detail = "a \"word\" & a → line\nbreak",
    };

    [Fact]
    public void Every_member_has_its_place_in_the_line() => Assert.Equal(
        """{"time":"2026-01-02T03:04:05.123456Z","sequence":42,"role":"inbound-proxy","node":"in-1","cookie":"6f3a1c9e-8d52-4b0e-9a77-2c51d0c0ffee","kind":"transition","channel":"ClientIn 3f2a","machine":"InboundProxy","trigger":"CONN_B1","from":"Open_Start","to":"B3W","effects":["send CONN/B2 on ServerIn","plug ServerIn"],"pdu":"CONN/B1","length":104,"peer":"client","reason":"PeerClosed","detail":"a \"word\" & a → line\nbreak"}""",
        TraceJson.ToLine(s_full));

    [Fact]
    public void A_member_that_is_null_is_left_out()
    {
        Assert.True(TraceJson.TryParse(Least, out TraceEvent? least, out _));
        Assert.Equal(Least, TraceJson.ToLine(least));
    }

    [Fact]
    public void A_line_read_and_written_again_is_the_same_line()
    {
        Assert.True(TraceJson.TryParse(TraceJson.ToLine(s_full), out TraceEvent? read, out _));
        Assert.Equal(TraceJson.ToLine(s_full), TraceJson.ToLine(read));
        Assert.Equal(s_full.Effects, read.Effects);
        Assert.Equal(s_full with { Time = s_full.Time.AddTicks(-7), Effects = null }, read with { Effects = null });
    }

    [Theory]
    [InlineData(TraceEventKind.Transition, "transition")]
    [InlineData(TraceEventKind.Sent, "sent")]
    [InlineData(TraceEventKind.Received, "received")]
    [InlineData(TraceEventKind.Timer, "timer")]
    [InlineData(TraceEventKind.Opened, "opened")]
    [InlineData(TraceEventKind.Closed, "closed")]
    [InlineData(TraceEventKind.ChannelOpened, "channel-opened")]
    [InlineData(TraceEventKind.ChannelClosed, "channel-closed")]
    public void A_kind_is_written_as_a_word(TraceEventKind kind, string word)
    {
        string line = Least.Replace("\"opened\"", $"\"{word}\"", StringComparison.Ordinal);
        Assert.True(TraceJson.TryParse(line, out TraceEvent? read, out _));
        Assert.Equal(kind, read.Kind);
        Assert.Equal(line, TraceJson.ToLine(read));
    }

    [Fact]
    public void A_local_time_is_written_in_UTC()
    {
        TraceEvent local = s_full with { Time = new DateTimeOffset(2026, 1, 2, 5, 4, 5, TimeSpan.FromHours(2)) };
        Assert.StartsWith("""{"time":"2026-01-02T03:04:05.000000Z",""", TraceJson.ToLine(local), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("no json")]
    [InlineData("""{"time":"2026-01-02T03:04:05.123456Z","sequence":7,"role":"server","node":"n","cook""")]
    [InlineData("""{"time":"2026-01-02T03:04:05.123456Z","role":"server","node":"n","cookie":"c"}""")]
    [InlineData("""{"time":"2026-01-02T03:04:05.123456Z","role":null,"node":"n","cookie":"c","kind":"sent"}""")]
    [InlineData("""{"time":"yesterday","role":"server","node":"n","cookie":"c","kind":"sent"}""")]
    [InlineData("""{"time":"2026-01-02T03:04:05.123456Z","role":"server","node":"n","cookie":"c","kind":1}""")]
    [InlineData("""{"time":"2026-01-02T03:04:05.123456Z","role":"server","node":"n","cookie":"c","kind":"sung"}""")]
    public void What_is_no_event_is_refused_with_a_reason(string line)
    {
        Assert.False(TraceJson.TryParse(line, out TraceEvent? read, out string? fault));
        Assert.Null(read);
        Assert.NotEmpty(fault);
    }

    [Fact]
    public void A_member_of_a_later_version_is_passed_over() =>
        Assert.True(TraceJson.TryParse(Least.Replace("{", """{"colour":"blue",""", StringComparison.Ordinal), out _, out _));

    [Fact]
    public void Events_number_themselves_upward()
    {
        TraceEvent Make() => new() { Time = default, Role = "r", Node = "n", Cookie = "c", Kind = TraceEventKind.Opened };
        Assert.True(Make().Sequence < Make().Sequence);
    }
}
