namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>A second protocol on the engine: two links joined by a token, lines that come on one echoed on the other.</summary>
public class LineEchoTests
{
    private const string Greeting = WireCarrier.Greeting + "\n";

    /// <summary>With three reactors the tokens belong to the one where OUT arrives, where IN arrives, and the third.</summary>
    public static TheoryData<int, string> Reactors => new() { { 1, "a" }, { 3, "c" }, { 3, "a" }, { 3, "b" } };

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 100)];

    [Theory]
    [MemberData(nameof(Reactors))]
    public void What_is_said_on_IN_is_echoed_on_OUT(int reactors, string token)
    {
        using var world = new World(reactors);
        (Wire into, Wire outOf) = world.OpenBoth(token);
        into.Send("SAY one\nSAY two\n");
        into.Send("SAY three\nQUIT\n");
        Assert.Equal("OK\none\ntwo\nthree\n", outOf.Received());
        Assert.Equal("BYE\n", into.Received());
        Assert.True(into.IsFinished && outOf.IsFinished);
        world.ExpectNothingLeft();
    }

    [Theory]
    [MemberData(nameof(Reactors))]
    public void What_is_said_before_OUT_is_there_waits(int reactors, string token)
    {
        using var world = new World(reactors);
        Wire into = world.Open($"{Greeting}IN {token}\nSAY one\n");
        into.Send("SAY two\n");
        Wire outOf = world.Open($"{Greeting}OUT {token}\n");
        Assert.Equal("OK\none\ntwo\n", outOf.Received());
        into.Leave();
        outOf.Received();
        Assert.True(outOf.IsFinished);
        world.ExpectNothingLeft();
    }

    [Theory]
    [MemberData(nameof(Reactors))]
    public void An_IN_that_has_said_all_and_sent_FIN_before_OUT_is_there_is_heard_all_the_same(int reactors, string token)
    {
        using var world = new World(reactors);
        var wire = new Wire();
        wire.Gone.SetResult();
        wire.SendLast($"{Greeting}IN {token}\nSAY one\nSAY two\n");
        world.Open("", wire);
        Wire outOf = world.Open($"{Greeting}OUT {token}\n");
        Assert.Equal("OK\none\ntwo\n", outOf.Received());
        Assert.True(outOf.IsFinished);
        world.ExpectNothingLeft();
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void It_does_not_matter_where_bytes_are_cut_and_which_link_is_first(int seed)
    {
        var random = new Random(seed);
        using var world = new World(reactors: seed % 2 == 0 ? 1 : 3);
        string token = $"token{seed}";
        string[] said = [.. Enumerable.Range(0, random.Next(1, 50)).Select(i => $"{i}: {new string('x', random.Next(100))}")];
        Wire into = world.Open(), outOf = world.Open();
        Queue<string> onIn = Cut(random, $"{Greeting}IN {token}\n{string.Concat(said.Select(line => $"SAY {line}\n"))}QUIT\n");
        Queue<string> onOut = Cut(random, $"{Greeting}OUT {token}\n");
        while (onIn.Count + onOut.Count > 0)
        {
            bool isIn = onOut.Count == 0 || (onIn.Count > 0 && random.Next(2) == 0);
            (isIn ? into : outOf).Send((isIn ? onIn : onOut).Dequeue());
        }

        Assert.Equal("OK\n" + string.Concat(said.Select(line => line + "\n")), outOf.Received());
        Assert.Equal("BYE\n", into.Received());
        world.ExpectNothingLeft();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void IN_is_not_read_while_OUT_has_no_room_and_nothing_is_lost(int reactors)
    {
        const int Lines = 2_000;
        using var world = new World(reactors);
        Wire into = new(room: 1_024), outOf = new(room: 64);
        world.Open($"{Greeting}OUT a\n", outOf);
        world.Open($"{Greeting}IN a\n", into);
        string expected = "OK\n";
        int sent = 0, most = 0, got = 0;
        while (sent < Lines)
        {
            while (!into.IsHeldBack && sent < Lines)
            {
                into.Send($"SAY line {sent}\n");
                expected += $"line {sent++}\n";
            }

            most = Math.Max(most, expected.Length - got);
            got = outOf.Received().Length;
        }

        Assert.Equal(expected, outOf.Received());
        into.Send("QUIT\n");
        outOf.Received();
        Assert.InRange(most, world.Server.Options.MaxWaitingBytes, world.Server.Options.MaxWaitingBytes + 4_096);
        world.ExpectNothingLeft();
    }

    [Fact]
    public void Who_makes_too_much_wait_is_ended()
    {
        using var world = new World(3, new LineOptions { MaxWaitingBytes = 65_536, Budget = 40_000 });
        (Wire quiet, Wire quietOut) = world.OpenBoth("b");
        (Wire into, Wire outOf) = world.OpenBoth("a", outWire: new Wire(room: 16));
        for (int i = 0; !into.IsFinished; i++)
        {
            Assert.InRange(i, 0, 1_000);
            into.Send($"SAY {new string('x', 200)}\n");
            into.Received();
        }

        Assert.Equal("ERR too much waits\n", into.Received());
        quiet.Send("SAY hello\n");
        Assert.Equal("OK\nhello\n", quietOut.Received());
        world.Time.Advance(TimeSpan.FromSeconds(6)); // What OUT never reads is waited for no longer.
        quiet.Send("QUIT\n");
        world.ExpectNothingLeft();
    }

    [Theory]
    [InlineData("IN a b c\n", "ERR IN or OUT comes first\n")]
    [InlineData("SAY hello\n", "ERR IN or OUT comes first\n")]
    [InlineData("IN a\nSHOUT hello\n", "ERR an unknown word\n")]
    public void A_word_that_has_no_place_ends_it_with_a_line_that_says_so(string lines, string answer)
    {
        using var world = new World();
        Wire outOf = world.Open(Greeting + "OUT a\n");
        Wire into = world.Open(Greeting + lines);
        Assert.Equal(answer, into.Received());
        Assert.True(into.IsFinished);
        outOf.Leave();
        world.ExpectNothingLeft();
    }

    [Theory]
    [InlineData("IN a\nSAY hel", "ERR half a line\n")]
    [InlineData("IN", "ERR no first line\n")]
    public void Half_a_line_ends_it_with_a_line_that_says_so(string lines, string answer)
    {
        using var world = new World();
        Wire outOf = world.Open(Greeting + "OUT a\n");
        Wire into = world.Open(Greeting + lines);
        into.Leave();
        Assert.Equal(answer, into.Received());
        Assert.True(into.IsFinished);
        outOf.Leave();
        world.ExpectNothingLeft();
    }

    [Theory]
    [InlineData("IN a\n", "SAY ")]
    [InlineData("", "IN ")]
    public void A_line_that_does_not_end_is_too_long_at_some_time(string lines, string line)
    {
        using var world = new World();
        Wire outOf = world.Open(Greeting + "OUT a\n");
        Wire into = world.Open(Greeting + lines + line);
        for (int i = line.Length; i < world.Server.Options.MaxLine; i++)
        {
            Assert.False(into.IsFinished);
            into.Send("x");
            into.Received();
        }

        into.Send("x");
        Assert.Equal("ERR a line is too long\n", into.Received());
        Assert.True(into.IsFinished);
        outOf.Leave();
        world.ExpectNothingLeft();
    }

    [Theory]
    [InlineData("IN")]
    [InlineData("OUT")]
    public void A_third_link_with_a_token_is_refused_and_the_others_go_on(string half)
    {
        using var world = new World(3);
        (Wire into, Wire outOf) = world.OpenBoth();
        Wire third = world.Open($"{Greeting}{half} a\n");
        Assert.Equal("ERR the token is taken\n", third.Received());
        Assert.True(third.IsFinished);
        into.Send("SAY hello\nQUIT\n");
        Assert.Equal("OK\nhello\n", outOf.Received());
        world.ExpectNothingLeft();
    }

    [Theory]
    [InlineData("", 10, "ERR no first line in time\n")]
    [InlineData("IN a\n", 30, "ERR half a session\n")]
    public void Who_takes_too_long_is_told_so(string lines, int seconds, string answer)
    {
        using var world = new World(3);
        Wire wire = world.Open(Greeting + lines);
        world.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        Assert.Equal("", wire.Received());
        world.Time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(answer, wire.Received());
        Assert.True(wire.IsFinished);
        world.ExpectNothingLeft();
    }

    [Fact]
    public void Silence_ends_it_and_each_line_puts_it_off()
    {
        using var world = new World(3);
        (Wire into, Wire outOf) = world.OpenBoth();
        for (int i = 0; i < 3; i++)
        {
            world.Time.Advance(TimeSpan.FromSeconds(59));
            into.Send("SAY still here\n");
        }

        Assert.Equal("", into.Received());
        world.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal("ERR silence\n", into.Received());
        outOf.Received();
        Assert.True(outOf.IsFinished);
        world.ExpectNothingLeft();
    }

    [Fact]
    public void A_fault_in_one_session_ends_that_one_only()
    {
        using var world = new World(3);
        (Wire into, _) = world.OpenBoth("a");
        (Wire other, Wire otherOut) = world.OpenBoth("b");
        into.Send("CRASH\n");
        into.Received();
        Assert.True(into.IsReset);
        other.Send("SAY hello\nQUIT\n");
        Assert.Equal("OK\nhello\n", otherOut.Received());
        world.ExpectNothingLeft(faults: 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_server_may_open_OUT_itself(int reactors)
    {
        using var world = new World(reactors);
        Wire friend = world.Answering();
        Wire into = world.Open(Greeting + "IN a friend\nSAY hello\n");
        Assert.Equal("hello\n", friend.Received());
        into.Send("SAY again\nQUIT\n");
        Assert.Equal("hello\nagain\n", friend.Received());
        Assert.True(friend.IsFinished);
        world.ExpectNothingLeft();
    }

    private static Queue<string> Cut(Random random, string text)
    {
        var pieces = new Queue<string>();
        for (int at = 0; at < text.Length;)
        {
            int length = Math.Min(random.Next(1, random.Next(2, 200)), text.Length - at);
            pieces.Enqueue(text.Substring(at, length));
            at += length;
        }

        return pieces;
    }
}
