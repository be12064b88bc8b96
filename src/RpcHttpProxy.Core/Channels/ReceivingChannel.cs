using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Channels;

// [rpch 3.2.1.1.5] the receiving channel
/// <summary>
/// The receiving half of a channel (3.2.1.1.5): how much of the receive window is taken by RPC PDUs that came and haven't been passed
/// on. Only RPC PDUs count.
/// </summary>
public sealed class ReceivingChannel
{
    private long _availableWindow;
    private long _availableWindowAdvertised;
    private long _leastAdvertised;

    /// <summary>ReceiveWindow in bytes; 0 while none was advertised: then nothing is acknowledged.</summary>
    public uint ReceiveWindow { get; private set; }

    // [rpch 3.2.1.1.5.1/3] BytesReceived
    /// <summary>Recipient BytesReceived (3.2.1.1.5.1.3); wraps as the four bytes on the wire do.</summary>
    public uint BytesReceived { get; private set; }

    // [rpch 3.2.1.1.5.1/2] Receiver AvailableWindow
    /// <summary>Receiver AvailableWindow in bytes; 0 when the peer has overrun the window.</summary>
    public uint AvailableWindow => (uint)Math.Max(0, _availableWindow);

    /// <summary>How many RPC PDUs came that found no room. Counted, not punished: several real clients heed no window.</summary>
    public int Overruns { get; private set; }

    // [rpch 3.2.1.3.1/1] the window is advertised with ReceiveWindowSize
    /// <summary>A window was advertised to the peer (3.2.1.3.1).</summary>
    /// <param name="receiveWindow">ReceiveWindow, in bytes.</param>
    /// <param name="lifetime">
    /// Bytes that the channel may carry, when the sender recycles it, or 0 when that isn't known: where half of them is less than the window
    /// the sender has its own reason to have no more outstanding, and is acknowledged sooner.
    /// </param>
    public void Advertise(uint receiveWindow, long lifetime = long.MaxValue)
    {
        ReceiveWindow = receiveWindow;
        _leastAdvertised = SendWindow.BoundOf(lifetime, SendingChannel.LargestReserve) < receiveWindow
            ? Math.Max(receiveWindow / 2, (long)receiveWindow - SendWindow.AlwaysAcknowledged)
            : receiveWindow / 2;
        _availableWindow = receiveWindow;
        _availableWindowAdvertised = receiveWindow;
    }

    // [rpch 3.2.1.5.1.1/2] counted, taken from what is available
    /// <summary>An RPC PDU came (3.2.1.5.1.1).</summary>
    public void Received(int length)
    {
        BytesReceived += (uint)length;
        _availableWindow -= length;
        _availableWindowAdvertised -= length;
        if (_availableWindow < 0 && ReceiveWindow != 0)
        {
            Overruns++;
        }
    }

    // [rpch 3.2.1.4.1.1] when an acknowledgment is due
    /// <summary>
    /// RPC PDUs of that many bytes were passed on (3.2.1.4.1.1). True when an acknowledgment is due: what the peer knows to be free is less
    /// than half of the window (appendix note 27); on a short-lived channel, 32 KiB less than the window.
    /// </summary>
    public bool Consumed(long length)
    {
        _availableWindow += length;
        return ReceiveWindow != 0 && _availableWindowAdvertised < _leastAdvertised;
    }

    // [rpch 3.2.1.1.5.1/4] an acknowledgment advertises what is available
    /// <summary>The acknowledgment to send now.</summary>
    public FlowControlAcknowledgment Acknowledge(RtsCookie channelCookie)
    {
        _availableWindowAdvertised = AvailableWindow;
        return new FlowControlAcknowledgment(BytesReceived, AvailableWindow, channelCookie);
    }
}
