using RpcHttpProxy.Core.Channels;

namespace RpcHttpProxy.Core.Tests.Channels;

public class OutboxTests
{
    [Fact]
    public void An_outbox_that_nobody_filled_holds_no_buffer_and_gives_nothing()
    {
        var outbox = new Outbox();
        ArraySegment<byte> taken = outbox.Take();
        Assert.Equal(0, taken.Count);
        outbox.Written(taken);
        Assert.False(outbox.HoldsBuffer);
    }

    [Fact]
    public void What_comes_while_the_flusher_writes_waits_for_its_next_turn()
    {
        var outbox = new Outbox();
        outbox.Append(3).Fill(1);
        ArraySegment<byte> first = outbox.Take();
        outbox.Append(2).Fill(2);

        Assert.Equal((2, 3), (outbox.Length, outbox.InFlight));
        Assert.Equal([1, 1, 1], first.ToArray());
        outbox.Written(first);
        Assert.Equal((2, 0), (outbox.Length, outbox.InFlight));

        ArraySegment<byte> second = outbox.Take();
        Assert.Equal([2, 2], second.ToArray());
        outbox.Written(second);
        Assert.False(outbox.HoldsBuffer);
    }

    [Fact]
    public void RTS_bytes_count_until_they_are_written()
    {
        var outbox = new Outbox();
        outbox.AppendRts(20);
        outbox.Append(100);
        ArraySegment<byte> first = outbox.Take();
        outbox.AppendRts(44);
        Assert.Equal(64, outbox.RtsBytes);
        outbox.Written(first);
        Assert.Equal(44, outbox.RtsBytes);
        outbox.Written(outbox.Take());
        Assert.Equal(0, outbox.RtsBytes);
    }

    [Fact]
    public void Discarding_leaves_alone_what_the_flusher_has()
    {
        var outbox = new Outbox();
        outbox.AppendRts(20).Fill(7);
        ArraySegment<byte> taken = outbox.Take();
        outbox.AppendRts(30).Fill(9);
        outbox.Discard();

        Assert.Equal((0, 20, 20), (outbox.Length, outbox.InFlight, outbox.RtsBytes));
        Assert.Equal(Enumerable.Repeat((byte)7, 20), taken);
        Assert.False(outbox.HoldsBuffer);
        outbox.Written(taken);
        Assert.Equal((0, 0), (outbox.InFlight, outbox.RtsBytes));
    }

    [Fact]
    public void It_grows_without_losing_a_byte()
    {
        var outbox = new Outbox();
        var random = new Random(4);
        var expected = new List<byte>();
        for (int i = 0; i < 500; i++)
        {
            var bytes = new byte[random.Next(1, 6_000)];
            random.NextBytes(bytes);
            bytes.CopyTo(outbox.Append(bytes.Length));
            expected.AddRange(bytes);
        }

        ArraySegment<byte> taken = outbox.Take();
        Assert.True(taken.AsSpan().SequenceEqual([.. expected]));
        outbox.Written(taken);
    }
}
