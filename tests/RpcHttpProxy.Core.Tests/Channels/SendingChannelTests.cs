using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Channels;

public class SendingChannelTests
{
    // [rpch 3.2.1.1.4/3]
    [Fact]
    public void RTS_PDUs_pass_RPC_PDUs_that_are_plugged()
    {
        var channel = new SendingChannel();
        byte[] rpc = RpcPdus.Make(200, 1), behind = RpcPdus.Make(100, 2);
        channel.Plug();
        channel.SendRpc(rpc.AsSequence());
        channel.SendRts(RtsPdus.Ping());
        Assert.Equal((1, 200, 20), (channel.Queue.Count, channel.Queue.Length, channel.Outbox.Length));

        channel.Unplug();
        channel.SendRpc(behind.AsSequence());
        Assert.Equal([.. RtsPdus.Ping().ToArray(), .. rpc, .. behind], channel.Outbox.Take());
        Assert.Equal(320, channel.LifetimeSent);
    }

    // [rpch 3.2.1.4.1.2/1]
    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    [InlineData(13)]
    [InlineData(14)]
    public void What_goes_out_is_what_came_in_in_order(int seed)
    {
        var random = new Random(seed);
        var channel = new SendingChannel();
        var model = new SendingChannelModel();
        var wire = new List<byte>();
        ArraySegment<byte>? flushing = null;

        for (int step = 0; step < 10_000; step++)
        {
            switch (random.Next(10))
            {
                case 0:
                    channel.Plug();
                    model.Plug();
                    break;
                case 1:
                    channel.Unplug();
                    model.Unplug();
                    break;
                case 2:
                    RtsPdu rts = SamplePdus.Of((RtsPduKind)random.Next(50));
                    channel.SendRts(rts);
                    model.SendRts(rts.ToArray());
                    break;
                case < 7:
                    byte[] rpc = RpcPdus.Make(random.Next(16, 4_000), step);
                    int cut = random.Next(rpc.Length);
                    channel.SendRpc(SplitSequences.Of(rpc[..cut], rpc[cut..]));
                    model.SendRpc(rpc);
                    break;
                default:
                    if (flushing is { } taken)
                    {
                        wire.AddRange(taken);
                        channel.Outbox.Written(taken);
                        model.Written();
                        flushing = null;
                    }
                    else
                    {
                        flushing = channel.Outbox.Take();
                        model.Take();
                    }

                    break;
            }

            Assert.Equal(model.Numbers, new SendingChannelNumbers(
                channel.IsPlugged, channel.Queue.Count, channel.Queue.Length, channel.Outbox.Length, channel.Outbox.InFlight,
                channel.Outbox.RtsBytes, channel.LifetimeSent));
            Assert.Equal(channel.Queue.Length + channel.Outbox.Length + channel.Outbox.InFlight, channel.Waiting);
        }

        channel.Unplug();
        model.Unplug();
        if (flushing is { } last)
        {
            wire.AddRange(last);
            channel.Outbox.Written(last);
        }

        ArraySegment<byte> rest = channel.Outbox.Take();
        wire.AddRange(rest);
        channel.Outbox.Written(rest);
        Assert.True(model.Wire.SequenceEqual(wire), "the bytes on the wire are not those that were sent");
        Assert.False(channel.Queue.HoldsBuffer);
        Assert.False(channel.Outbox.HoldsBuffer);
    }

    [Theory]
    [InlineData(900, false)]
    [InlineData(901, true)]
    public void A_PDU_may_leave_exactly_the_reserve_of_a_lifetime(int length, bool waits)
    {
        var channel = new SendingChannel();
        channel.Limit(lifetime: 1_000, reserve: 100);
        channel.SendRpc(RpcPdus.Make(length, 1).AsSequence());
        Assert.Equal(waits, channel.IsExpiring);
        Assert.Equal(waits ? 0 : 900, channel.LifetimeSent);
    }

    [Fact]
    public void A_channel_answers_to_the_eight_names_it_had_before()
    {
        var channel = new Channel(ChannelLeg.ServerIn) { Cookie = SamplePdus.CookieOf(0) };
        for (int i = 1; i <= 8; i++)
        {
            channel.Rename(SamplePdus.CookieOf(i));
        }

        Assert.All(Enumerable.Range(0, 9), i => Assert.True(channel.IsNamed(SamplePdus.CookieOf(i))));

        channel.Rename(SamplePdus.CookieOf(9));
        Assert.False(channel.IsNamed(SamplePdus.CookieOf(0)));
        Assert.True(channel.IsNamed(SamplePdus.CookieOf(1)));
    }

    [Fact]
    public void A_channel_that_is_over_gives_its_buffers_back()
    {
        var channel = new SendingChannel();
        channel.Plug();
        channel.SendRpc(RpcPdus.Make(200, 1).AsSequence());
        channel.SendRts(RtsPdus.Ping());
        channel.Discard();
        Assert.Equal(0, channel.Waiting);
        Assert.False(channel.Queue.HoldsBuffer);
        Assert.False(channel.Outbox.HoldsBuffer);
    }
}
