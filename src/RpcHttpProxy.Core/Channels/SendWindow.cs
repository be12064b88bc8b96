using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Channels;

/// <summary>
/// What a sender knows of its peer's receive window (3.2.1.1.4). Until a window is known everything may go. BytesSent wraps as the four
/// bytes on the wire do; what is outstanding is a difference and doesn't care.
/// </summary>
public sealed class SendWindow
{
    // Ours, for channels of so short a life that their senders' own bound is less than the window: so much may be outstanding before a PDU
    // that doesn't fit waits, and after so much at the latest our receivers acknowledge. Half of the window that most peers advertise.
    internal const uint AlwaysAcknowledged = 32_768;

    private uint _bytesAcknowledged;
    private long _maxOutstanding = long.MaxValue;
    private bool _isBoundLifted;

    // [rpch 3.2.1.1.4/8] PeerReceiveWindow
    /// <summary>PeerReceiveWindow in bytes; 0 while none is known.</summary>
    public uint PeerReceiveWindow { get; private set; }

    // [rpch 3.2.1.1.4/7] Sender AvailableWindow
    /// <summary>Sender AvailableWindow in bytes. Negative after a PDU larger than the whole window.</summary>
    public long AvailableWindow { get; private set; }

    // [rpch 3.2.1.3.2/1] BytesSent begins at 0
    /// <summary>BytesSent: bytes of RPC PDUs.</summary>
    public uint BytesSent { get; private set; }

    /// <summary>True once the peer has acknowledged anything. One that never does may not stall the channel for ever.</summary>
    public bool IsAcknowledged { get; private set; }

    /// <summary>True once so much was sent that a receiver by our rule must have acknowledged some of it.</summary>
    public bool IsOwed => BytesSent > (IsBound ? Math.Min(PeerReceiveWindow / 2, AlwaysAcknowledged) : PeerReceiveWindow / 2);

    /// <summary>True while a peer that has never acknowledged anything is waited for no longer.</summary>
    public bool IsFlowControlDisabled { get; private set; }

    /// <summary>
    /// Bounds what may be outstanding (under way, or received and not consumed) whatever the window. Ours: a channel that is recycled must
    /// not come to its end before its peer has finished the recycling that began it, which consuming proves.
    /// </summary>
    public void Bound(long maxOutstanding) => _maxOutstanding = maxOutstanding;

    /// <summary>The bound on a channel that carries that many bytes, of which the last are reserved for RTS PDUs.</summary>
    public static long BoundOf(long lifetime, long reserve) => (lifetime - reserve) / 2;

    /// <summary>
    /// True while our own bound holds back what the peer's window has room for, and the peer, of whose window at least half is free, may say
    /// nothing for ever (appendix note 27).
    /// </summary>
    public bool IsHeldByBound => IsBound && AvailableWindow >= PeerReceiveWindow / 2;

    /// <summary>True while a timer watches that an acknowledgment comes at all.</summary>
    public bool IsInGrace { get; internal set; }

    // [rpch 2.2.3.5.1/4, 3.2.1.3.1/2, 3.2.1.5.1.3/1] ReceiveWindowSize is the window a sender begins with
    /// <summary>The peer's window is known.</summary>
    public void Open(uint peerReceiveWindow)
    {
        PeerReceiveWindow = peerReceiveWindow;
        AvailableWindow = (long)peerReceiveWindow - BytesSent;
    }

    // [rpch 2.2.3.5.1/3] an RPC fragment larger than the window is sent all the same, when half of the window is free
    /// <summary>
    /// True when an RPC PDU of that many bytes may go: it fits what is available (equal included, which 3.2.1.4.1.3 leaves open), or half of
    /// the window is available all the same. A receiver that acknowledges below half (appendix note 27) says no more then, so that a
    /// PDU of more than half a window would wait for ever.
    /// </summary>
    public bool Admits(int length)
    {
        if (PeerReceiveWindow == 0 || IsFlowControlDisabled)
        {
            return true;
        }

        long available = IsBound ? AvailableWindow - (PeerReceiveWindow - _maxOutstanding) : AvailableWindow;
        long half = PeerReceiveWindow / 2;
        return length <= available || AvailableWindow >= (IsBound ? Math.Max(half, PeerReceiveWindow - AlwaysAcknowledged) : half);
    }

    // [rpch 3.2.1.4.1.3/2] each takes from the window and counts as sent
    /// <summary>An RPC PDU went (3.2.1.4.1.3).</summary>
    public void Sent(int length)
    {
        BytesSent += (uint)length;
        AvailableWindow -= length;
    }

    // [rpch 2.2.3.4/1] Bytes Received within the channel's lifetime: an acknowledgment of more than was sent is discarded
    // [rpch 3.2.1.5.1.1/3] the sender's formula
    /// <summary>
    /// An acknowledgment came (3.2.1.5.1.2): AvailableWindow = AvailableWindow_from_ack - (BytesSent - BytesReceived_from_ack). False when
    /// it can't be true: more received than was sent, or more available than the whole window; and when it is older than one that was taken:
    /// while an IN channel is recycled acknowledgments go by two proxies and may overtake each other.
    /// </summary>
    public bool TryAcknowledge(FlowControlAcknowledgment acknowledgment)
    {
        uint underWay = unchecked(BytesSent - acknowledgment.BytesReceived);
        if (underWay > int.MaxValue || acknowledgment.AvailableWindow > PeerReceiveWindow)
        {
            return false;
        }

        int newer = unchecked((int)(acknowledgment.BytesReceived - _bytesAcknowledged));
        if (IsAcknowledged && newer < 0)
        {
            return false;
        }

        long available = (long)acknowledgment.AvailableWindow - underWay;
        AvailableWindow = IsAcknowledged && newer == 0 ? Math.Max(AvailableWindow, available) : available;
        _bytesAcknowledged = acknowledgment.BytesReceived;
        IsAcknowledged = true;
        IsFlowControlDisabled = false;
        IsInGrace = false;
        return true;
    }

    /// <summary>
    /// The grace is over. A peer that has never acknowledged anything: from now on TCP's back-pressure alone bounds what is sent, until it
    /// does after all. One that need not have yet: it acknowledges later than our bound can wait, which is lifted, now and for the
    /// successors that this window serves.
    /// </summary>
    public void DisableFlowControl()
    {
        IsFlowControlDisabled = !IsAcknowledged;
        _isBoundLifted |= IsHeldByBound;
    }

    private bool IsBound => _maxOutstanding < PeerReceiveWindow && !_isBoundLifted;
}
