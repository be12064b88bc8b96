namespace RpcHttpProxy.Core.Channels;

// [rpch 3.2.1.1.6] the ping originator
/// <summary>
/// The ping originator (3.2.1.1.6) of a client's IN channel or an outbound proxy's OUT channel. Its timer runs at half of the interval and
/// sends a Ping when nothing was sent since it last ran, so that no silence lasts longer than the interval ("recently" as Windows reads
/// it, appendix note 35). It needs no clock: what was sent is counted in bytes.
/// </summary>
public sealed class PingOriginator
{
    private TimeSpan _half;
    private Channel? _watched;
    private long _sentBefore;

    /// <summary>How long the timer runs each time.</summary>
    public TimeSpan Due => _half;

    /// <summary>Begins, or begins again with another interval; the timer is to be set to <see cref="Due"/>.</summary>
    public void Start(uint intervalMilliseconds, Channel channel)
    {
        _half = TimeSpan.FromMilliseconds(intervalMilliseconds / 2.0);
        Watch(channel);
    }

    /// <summary>
    /// Begins again with another interval if that is shorter, and not zero, which is none; true when it did, and then the timer is to be set to
    /// <see cref="Due"/>. Before <see cref="Start"/> there is nothing to shorten.
    /// </summary>
    public bool TryShorten(uint intervalMilliseconds, Channel channel)
    {
        if (intervalMilliseconds == 0 || TimeSpan.FromMilliseconds(intervalMilliseconds / 2.0) >= _half)
        {
            return false;
        }

        Start(intervalMilliseconds, channel);
        return true;
    }

    // [rpch 3.2.1.1.6.2/1, 3.2.1.2.1/1-2] nothing was sent for half of the interval, told by the bytes sent at the timer's last expiry: a Ping goes
    /// <summary>The timer has elapsed: true when a Ping is due on <paramref name="channel"/>, the default one at this moment.</summary>
    public bool IsPingDue(Channel channel)
    {
        bool isSilent = channel == _watched && channel.Sending.LifetimeSent == _sentBefore;
        Watch(channel);
        return isSilent;
    }

    private void Watch(Channel channel) => (_watched, _sentBefore) = (channel, channel.Sending.LifetimeSent);
}
