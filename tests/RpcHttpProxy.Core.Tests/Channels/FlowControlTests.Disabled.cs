using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Channels;

/* Receivers that do not acknowledge, or later than a bound of our own allows for. */
public partial class FlowControlTests
{
    [Fact]
    public void A_peer_that_never_acknowledges_is_not_waited_for_and_one_that_does_is()
    {
        var silent = new SendWindow();
        silent.Open(8_192);
        silent.Sent(8_192);
        Assert.False(silent.Admits(1));
        silent.DisableFlowControl();
        Assert.True(silent.Admits(1_000_000));

        Assert.True(silent.TryAcknowledge(new FlowControlAcknowledgment(0, 8_192, s_cookie)));
        Assert.False(silent.Admits(1)); // It does acknowledge after all: its window counts again.

        silent.DisableFlowControl();
        Assert.False(silent.Admits(1));
    }

    /// <summary>A foreign receiver with a window of 128 KiB says nothing before 64 KiB; half of a lifetime of 128 KiB, less the reserve, is less.</summary>
    [Fact]
    public void Our_own_bound_holds_back_for_a_grace_at_most_when_the_receiver_owes_no_acknowledgment()
    {
        var channel = new SendingChannel();
        channel.Window.Open(131_072);
        channel.LimitToRecycle(131_072, 8_192);
        for (int i = 0; i < 12; i++)
        {
            channel.SendRpc(Bytes(5_840));
        }

        Assert.True(channel.IsBlocked);
        Assert.True(channel.Window.IsHeldByBound);

        channel.Window.DisableFlowControl();
        channel.Dequeue();
        Assert.Equal(0, channel.Queue.Count);
        Assert.True(channel.Window.TryAcknowledge(new FlowControlAcknowledgment(12 * 5_840, 131_072, s_cookie)));

        // From now on it is known to acknowledge that late: on this leg, whose lifetime begins anew in OUT_R2, the bound stays lifted.
        channel.LimitToRecycle(131_072, 8_192);
        for (int i = 0; i < 12; i++)
        {
            channel.SendRpc(Bytes(5_840));
        }

        Assert.Equal(0, channel.Queue.Count);

        // Its window is heeded all the same, and one that owes an acknowledgment is waited for.
        for (int i = 0; i < 5; i++)
        {
            channel.SendRpc(Bytes(16_384));
        }

        Assert.True(channel.Queue.Count > 0);
        Assert.InRange(channel.Window.AvailableWindow, 0, 16_384);
        Assert.False(channel.Window.IsHeldByBound);
    }

    [Fact]
    public void A_window_that_was_full_and_counts_no_more_does_not_lift_our_own_bound()
    {
        var window = new SendWindow();
        window.Open(65_536);
        window.Bound(61_440);
        window.Sent(61_440);
        Assert.False(window.IsHeldByBound); // Less than half is free: an acknowledgment is owed.
        window.DisableFlowControl();
        Assert.True(window.Admits(65_535));

        Assert.True(window.TryAcknowledge(new FlowControlAcknowledgment(61_440, 65_536, s_cookie)));
        Assert.True(window.IsHeldByBound);
    }

    [Fact]
    public void A_receiver_that_acknowledges_as_ours_do_is_never_in_grace()
    {
        var channel = new SendingChannel();
        channel.Window.Open(262_144);
        channel.LimitToRecycle(131_072, 8_192);
        uint received = 0;
        for (int i = 0; i < 20; i++)
        {
            channel.SendRpc(Bytes(5_840));
            Assert.False(channel.IsBlocked);
            if (channel.Window.BytesSent - received <= SendWindow.AlwaysAcknowledged)
            {
                continue;
            }

            received = channel.Window.BytesSent;
            Assert.True(channel.Window.TryAcknowledge(new FlowControlAcknowledgment(received, 262_144, s_cookie)));
        }
    }
}
