using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Channels;

/// <summary>
/// The receiving half of a channel (3.2.1.1.5): how much of the receive window is taken by RPC PDUs that came and haven't been passed
/// on. Only RPC PDUs count.
/// </summary>
public sealed class ReceivingChannel
{
    private long _availableWindow;
    private long _availableWindowAdvertised;

    /// <summary>ReceiveWindow in bytes; 0 while none was advertised: then nothing is acknowledged.</summary>
    public uint ReceiveWindow { get; private set; }

    /// <summary>Recipient BytesReceived (3.2.1.1.5.1.3); wraps as the four bytes on the wire do.</summary>
    public uint BytesReceived { get; private set; }

    /// <summary>Receiver AvailableWindow in bytes; 0 when the peer has overrun the window.</summary>
    public uint AvailableWindow => (uint)Math.Max(0, _availableWindow);

    /// <summary>How many RPC PDUs came that found no room. Counted, not punished: several real clients heed no window.</summary>
    public int Overruns { get; private set; }

    /// <summary>A window was advertised to the peer (3.2.1.3.1).</summary>
    public void Advertise(uint receiveWindow)
    {
        ReceiveWindow = receiveWindow;
        _availableWindow = receiveWindow;
        _availableWindowAdvertised = receiveWindow;
    }

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

    /// <summary>
    /// RPC PDUs of so many bytes were passed on (3.2.1.4.1.1). True when an acknowledgment is due: what the peer knows to be free is less
    /// than half of the window (appendix note 27), or 32 KiB less than the window: a sender may have its own reason to have no more outstanding.
    /// </summary>
    public bool Consumed(long length)
    {
        _availableWindow += length;
        long least = Math.Max(ReceiveWindow / 2, (long)ReceiveWindow - SendWindow.AlwaysAcknowledged);
        return ReceiveWindow != 0 && _availableWindowAdvertised < least;
    }

    /// <summary>The acknowledgment to send now.</summary>
    public FlowControlAcknowledgment Acknowledge(RtsCookie channelCookie)
    {
        _availableWindowAdvertised = AvailableWindow;
        return new FlowControlAcknowledgment(BytesReceived, AvailableWindow, channelCookie);
    }
}
