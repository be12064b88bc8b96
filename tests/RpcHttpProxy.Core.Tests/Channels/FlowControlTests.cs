using System.Buffers;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Channels;

/// <summary>Flow control's arithmetic (3.2.1.1.4–3.2.1.5.1), one channel at a time.</summary>
public partial class FlowControlTests
{
    private static readonly RtsCookie s_cookie = RtsCookie.CreateRandom();

    // [rpch 3.2.1.5.1.1/3]
    [Fact]
    public void An_acknowledgment_that_was_overtaken_by_a_younger_one_changes_nothing()
    {
        var window = new SendWindow();
        window.Open(16_384);
        window.Sent(16_000);
        Assert.True(window.TryAcknowledge(new FlowControlAcknowledgment(16_000, 16_384, default)));
        Assert.False(window.TryAcknowledge(new FlowControlAcknowledgment(8_000, 9_000, default)));
        Assert.Equal(16_384, window.AvailableWindow);

        // Of two that tell of the same bytes the one that tells of more room is the younger.
        Assert.True(window.TryAcknowledge(new FlowControlAcknowledgment(16_000, 10_000, default)));
        Assert.Equal(16_384, window.AvailableWindow);
    }

    // [rpch 3.2.1.1.4/1, 3.2.1.1.4/5-8, 3.2.1.1.5, 3.2.1.1.5.1/2-4, 3.2.1.3.2/1, 3.2.1.4.1.3/2, 3.2.1.5.1.1/2-3, 3.2.1.5.1.2/1, 3.2.2.1.3/1]
    /// <summary>
    /// The example of section 4.2 row by row; the acknowledgments are given by hand, since the table's come earlier than "below half".
    /// Where its last rows say 550 after 550 of 750 bytes were released, the arithmetic says 550 taken from 450: the recipient releases
    /// what is left, and ends at 1 000.
    /// </summary>
    [Fact]
    public void The_example_of_section_4_2_comes_out_as_the_table_tells()
    {
        var sender = new SendWindow();
        var recipient = new ReceivingChannel();
        sender.Open(1_000);
        recipient.Advertise(1_000);
        Assert.Equal((1_000, 0u, 1_000u, 0u), Row());

        sender.Sent(250);
        Assert.Equal((750, 250u, 1_000u, 0u), Row());

        recipient.Received(250);
        Assert.Equal((750, 250u, 750u, 250u), Row());

        recipient.Consumed(100);
        FlowControlAcknowledgment first = recipient.Acknowledge(s_cookie);
        Assert.Equal(new FlowControlAcknowledgment(250, 850, s_cookie), first);
        Assert.Equal((750, 250u, 850u, 250u), Row());

        sender.Sent(500);
        Assert.Equal((250, 750u, 850u, 250u), Row());

        Assert.True(sender.TryAcknowledge(first));
        Assert.Equal((350, 750u, 850u, 250u), Row());

        recipient.Received(500);
        Assert.Equal((350, 750u, 350u, 750u), Row());

        recipient.Consumed(200);
        Assert.True(sender.TryAcknowledge(recipient.Acknowledge(s_cookie)));
        Assert.Equal((550, 750u, 550u, 750u), Row());

        recipient.Consumed(450);
        Assert.True(sender.TryAcknowledge(recipient.Acknowledge(s_cookie)));
        Assert.Equal((1_000, 750u, 1_000u, 750u), Row());

        (long, uint, uint, uint) Row() => (sender.AvailableWindow, sender.BytesSent, recipient.AvailableWindow, recipient.BytesReceived);
    }

    // [rpch 3.2.1.4.1.1]
    [Fact]
    public void An_acknowledgment_is_due_when_what_the_peer_knows_to_be_free_is_less_than_half()
    {
        var recipient = new ReceivingChannel();
        recipient.Advertise(65_536);

        recipient.Received(32_768);
        Assert.False(recipient.Consumed(32_768)); // Half is known to be free: not less.

        recipient.Received(1);
        Assert.True(recipient.Consumed(1));

        recipient.Acknowledge(s_cookie);
        recipient.Received(5_840);
        Assert.False(recipient.Consumed(5_840));
    }

    /// <summary>A sender may have (lifetime - reserve) / 2 outstanding at most; the receiver takes the largest reserve for granted.</summary>
    [Theory]
    [InlineData(262_144u, 1_073_741_824L, 131_072)] // Half of the window (appendix note 27).
    [InlineData(262_144u, 2 * 262_144 + 32_768L, 131_072)]
    [InlineData(262_144u, 2 * 262_144 + 32_767L, 32_768)]
    [InlineData(262_144u, 131_072L, 32_768)]
    [InlineData(262_144u, 0L, 32_768)] // Not known.
    [InlineData(8_192u, 131_072L, 4_096)]
    public void Only_on_a_channel_that_lives_shorter_than_two_windows_an_acknowledgment_is_due_before_half(uint window, long lifetime, int notDue)
    {
        var recipient = new ReceivingChannel();
        recipient.Advertise(window, lifetime);
        recipient.Received(notDue);
        Assert.False(recipient.Consumed(notDue));

        recipient.Received(1);
        Assert.True(recipient.Consumed(1));
    }

    /// <summary>Whoever waits for an acknowledgment that its receiver doesn't owe would wait in vain.</summary>
    [Theory]
    [InlineData(1_073_741_824L, 131_072)]
    [InlineData(131_072L, 32_768)]
    public void A_sender_takes_an_acknowledgment_to_be_owed_no_sooner_than_its_receiver_does(long lifetime, int notOwed)
    {
        var channel = new SendingChannel();
        channel.Window.Open(262_144);
        channel.LimitToRecycle(lifetime, 8_192);
        channel.Window.Sent(notOwed);
        Assert.False(channel.Window.IsOwed);
        channel.Window.Sent(1);
        Assert.True(channel.Window.IsOwed);
    }

    [Fact]
    public void Nothing_is_acknowledged_where_no_window_was_advertised()
    {
        var recipient = new ReceivingChannel();
        recipient.Received(1_000_000);
        Assert.False(recipient.Consumed(1_000_000));
        Assert.Equal(0, recipient.Overruns);
    }

    [Fact]
    public void An_overrun_is_counted_and_acknowledged_as_no_room()
    {
        var recipient = new ReceivingChannel();
        recipient.Advertise(8_192);
        recipient.Received(8_192);
        recipient.Received(100);
        Assert.Equal(1, recipient.Overruns);
        Assert.Equal(new FlowControlAcknowledgment(8_292, 0, s_cookie), recipient.Acknowledge(s_cookie));
    }

    // [rpch 3.2.1.4.1.3/1]
    [Fact]
    public void A_PDU_goes_when_it_fits_exactly_and_waits_when_it_is_a_byte_too_long()
    {
        var channel = new SendingChannel();
        channel.Window.Open(8_192);
        channel.SendRpc(Bytes(8_192));
        channel.SendRpc(Bytes(1));
        Assert.Equal(8_192, channel.Outbox.Length);
        Assert.Equal(1, channel.Queue.Length);
        Assert.True(channel.IsBlocked);
    }

    /// <summary>Nor does it go because half of the window is free: that is one byte less.</summary>
    [Theory]
    [InlineData(4_095, 0)]
    [InlineData(4_096, 1)]
    public void A_PDU_of_less_than_half_a_window_goes_when_it_fits_exactly_too(int length, int waiting)
    {
        var channel = new SendingChannel();
        channel.Window.Open(8_192);
        channel.SendRpc(Bytes(4_097));
        channel.SendRpc(Bytes(length));
        Assert.Equal(waiting, channel.Queue.Count);
    }

    [Fact]
    public void A_PDU_of_more_than_half_a_window_goes_when_half_is_free_since_no_acknowledgment_would_come()
    {
        var channel = new SendingChannel();
        channel.Window.Open(8_192);
        channel.SendRpc(Bytes(4_097));
        channel.SendRpc(Bytes(9_000));
        Assert.Equal(9_000, channel.Queue.Length);

        Assert.True(channel.Window.TryAcknowledge(new FlowControlAcknowledgment(4_097, 4_096, s_cookie)));
        channel.Dequeue();
        Assert.Equal(4_097 + 9_000, channel.Outbox.Length);
        channel.SendRpc(Bytes(1));
        Assert.Equal(1, channel.Queue.Length);
    }

    // [rpch 3.2.1.1.4/2, 3.2.2.1.3/2]
    [Fact]
    public void RTS_PDUs_pass_RPC_PDUs_that_wait_and_count_in_no_window()
    {
        var channel = new SendingChannel();
        channel.Window.Open(8_192);
        channel.SendRpc(Bytes(8_192));
        channel.SendRpc(Bytes(500));
        channel.SendRts(RtsPdus.Ping());
        Assert.Equal(8_192 + RtsPdus.Ping().Length, channel.Outbox.Length);
        Assert.Equal(8_192u, channel.Window.BytesSent);
        Assert.Equal(8_192 + RtsPdus.Ping().Length, channel.LifetimeSent);
    }

    // [rpch 2.2.3.4/1]
    [Theory]
    [InlineData(1_001u, 8_192u)] // more received than was sent
    [InlineData(1_000u, 8_193u)] // more free than there is
    public void An_acknowledgment_that_cannot_be_true_changes_nothing(uint bytesReceived, uint available)
    {
        var window = new SendWindow();
        window.Open(8_192);
        window.Sent(1_000);
        Assert.False(window.TryAcknowledge(new FlowControlAcknowledgment(bytesReceived, available, s_cookie)));
        Assert.Equal(7_192, window.AvailableWindow);
        Assert.False(window.IsAcknowledged);
    }

    [Fact]
    public void The_counters_wrap_without_a_stall()
    {
        var window = new SendWindow();
        var recipient = new ReceivingChannel();
        window.Open(262_144);
        recipient.Advertise(262_144);
        for (long sent = 0; sent < 2L * uint.MaxValue; sent += 200_000)
        {
            Assert.True(window.Admits(200_000));
            window.Sent(200_000);
            recipient.Received(200_000);
            Assert.True(recipient.Consumed(200_000));
            Assert.True(window.TryAcknowledge(recipient.Acknowledge(s_cookie)));
        }
    }

    private static ReadOnlySequence<byte> Bytes(int count) => new(new byte[count]);
}
