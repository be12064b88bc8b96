using System.Buffers;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Channels;

// [rpch 3.2.1.1.4/1] the model of flow control
/// <summary>
/// The sending half of a channel (3.2.1.1.4). RPC PDUs wait in <see cref="Queue"/> while the channel is plugged or its peer's window is
/// full; RTS PDUs pass them, in order among themselves (they are subject to no window and no plug). Everything that may go is in
/// <see cref="Outbox"/>.
/// </summary>
public sealed class SendingChannel
{
    /// <summary>The largest reserve that a role may be told to keep, in bytes. Ours: an acknowledgment comes before the rest is spent.</summary>
    public const int LargestReserve = 32_768;

    // More than any RTS PDU that goes on a channel with a lifetime has, CONN/B1 with 104 bytes being the longest.
    private const int LongestRts = 128;

    // [rpch 3.2.1.1.4/3] PlugState
    /// <summary>PlugState: true in plugged channel mode, in which RPC PDUs are queued instead of sent.</summary>
    public bool IsPlugged { get; private set; }

    /// <summary>RPC PDUs that may not go yet.</summary>
    public SendQueue Queue { get; } = new();

    /// <summary>The peer's receive window.</summary>
    public SendWindow Window { get; } = new();

    /// <summary>True when RPC PDUs wait for the peer's window, not for the plug.</summary>
    public bool IsBlocked => Queue.Count > 0 && !IsPlugged && !IsExpiring;

    /// <summary>
    /// Bytes that may ever be sent on this channel, RTS PDUs included: its Content-Length. 0 for no bound (legs to the server).
    /// </summary>
    public long Lifetime { get; private set; }

    /// <summary>How many of those, at the end, are for RTS PDUs only.</summary>
    public long Reserve { get; private set; }

    // [rpch 3.2.2.4.2/4, 3.2.5.4.1/3] near the lifetime, recycling begins
    /// <summary>
    /// True when the next RPC PDU would leave less than the reserve, and waits for the successor, or RTS PDUs alone have begun to take from
    /// it: recycling is due (3.2.2.5.12, 3.2.5.5.15).
    /// </summary>
    public bool IsExpiring => IsSpent || (Queue.Count > 0 && !Queue.IsFenceFirst && !FitsLifetime(Queue.Peek().Length));

    /// <summary>True when the next RTS PDU might not fit the channel any more: only RTS PDUs can bring that about.</summary>
    public bool IsExhausted => Lifetime != 0 && LifetimeSent > Lifetime - LongestRts;

    /// <summary>Bytes that may go now.</summary>
    public Outbox Outbox { get; } = new();

    // [rpch 3.2.1.1.4/5-6, 3.2.2.1.3/1-2] bytes of all PDUs that were sent on a channel; of RPC PDUs: SendWindow.BytesSent
    /// <summary>ChannelLifetimeSent: bytes of all PDUs, RTS and RPC, ever put into the outbox.</summary>
    public long LifetimeSent { get; private set; }

    /// <summary>Bytes this side holds for the channel: queued, to be flushed, and being written.</summary>
    public int Waiting => Queue.Length + Outbox.Length + Outbox.InFlight;

    // [rpch 3.2.1.4.1.2/1] queued, then dequeued: what may go at once isn't copied to the queue first
    /// <summary>Sends an RPC PDU, or queues it when it may not go yet (3.2.1.4.1.2).</summary>
    public void SendRpc(in ReadOnlySequence<byte> pdu)
    {
        int length = checked((int)pdu.Length);
        if (IsPlugged || Queue.Count > 0 || !Window.Admits(length) || !FitsLifetime(length))
        {
            Queue.Enqueue(pdu);
            return;
        }

        pdu.CopyTo(Outbox.Append(length));
        Window.Sent(length);
        LifetimeSent += length;
    }

    /// <summary>Sends an RPC PDU that was held elsewhere.</summary>
    public void SendRpc(ReadOnlySpan<byte> pdu)
    {
        pdu.CopyTo(Queue.Reserve(pdu.Length));
        Dequeue();
    }

    // [rpch 3.2.1.1.4/2] RTS PDUs have no part in flow control
    /// <summary>Sends an RTS PDU past whatever waits.</summary>
    public void SendRts(RtsPdu pdu)
    {
        pdu.Write(Outbox.AppendRts(pdu.Length));
        LifetimeSent += pdu.Length;
    }

    /// <summary>Sends an RTS PDU behind all RPC PDUs of the channel.</summary>
    public void SendFence(RtsPdu pdu)
    {
        Queue.EnqueueFence(pdu);
        Dequeue();
    }

    /// <summary>Bounds what may be sent on this channel, from now on.</summary>
    public void Limit(long lifetime, long reserve)
    {
        Lifetime = lifetime;
        Reserve = reserve;
        LifetimeSent = 0;
    }

    // [rpch 2.1.2.1.7/4] no more PDUs than Content-Length says
    /// <summary>As <see cref="Limit"/>, in the role that recycles the channel: no more than half of that may be outstanding.</summary>
    public void LimitToRecycle(long lifetime, long reserve)
    {
        Limit(lifetime, reserve);
        Window.Bound(SendWindow.BoundOf(lifetime, reserve));
    }

    /// <summary>Counts bytes that another node added to the channel: CONN/A3 and pings of the outbound proxy.</summary>
    public void Spend(long bytes) => LifetimeSent += bytes;

    /// <summary>Switches to plugged channel mode.</summary>
    public void Plug() => IsPlugged = true;

    /// <summary>Switches to unplugged channel mode: what waited goes, in order, as far as the window admits it.</summary>
    public void Unplug()
    {
        IsPlugged = false;
        Dequeue();
    }

    // [rpch 3.2.1.4.1.3/1] RPC PDUs go in order, while the window has room (equal included: reading-notes)
    /// <summary>Sends the RPC PDUs that waited and may go now (3.2.1.4.1.3).</summary>
    public void Dequeue()
    {
        while (Queue.Count > 0 && !IsPlugged)
        {
            ReadOnlySpan<byte> pdu = Queue.Peek();
            if (Queue.IsFenceFirst)
            {
                pdu.CopyTo(Outbox.AppendRts(pdu.Length));
                Outbox.MarkFence();
            }
            else if (Window.Admits(pdu.Length) && FitsLifetime(pdu.Length))
            {
                pdu.CopyTo(Outbox.Append(pdu.Length));
                Window.Sent(pdu.Length);
            }
            else
            {
                return;
            }

            LifetimeSent += pdu.Length;
            Queue.Dequeue();
        }
    }

    private bool IsSpent => Lifetime != 0 && LifetimeSent > Lifetime - Reserve;

    private bool FitsLifetime(int length) => Lifetime == 0 || LifetimeSent + length <= Lifetime - Reserve;

    /// <summary>Forgets everything that waits, when the channel is over.</summary>
    public void Discard()
    {
        Queue.Clear();
        Outbox.Discard();
    }
}
