using System.Net;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Channels;

/// <summary>One IN or OUT channel instance as one role sees it: its hop, its cookie, and what is to be sent on it.</summary>
public sealed class Channel(ChannelLeg leg)
{
    // Ours: an acknowledgment is outrun by no more recyclings than the largest window (256 KiB) holds of the least lifetime (128 KiB), twice
    // over for reserves that leave less of it.
    private const int MaxFormerCookies = 8;

    private Queue<RtsCookie>? _formerCookies;

    /// <summary>The hop. In the server the channel's first PDU tells it.</summary>
    public ChannelLeg Leg { get; internal set; } = leg;

    // [rpch 3.2.1.1.3/6-7, 3.2.1.1.3/10-11] a cookie each
    /// <summary>The channel cookie (3.2.1.1.1); the default value until a PDU has named it.</summary>
    public RtsCookie Cookie { get; internal set; }

    // [rpch 3.2.3.1.3/1] the client's address, IPv4 or IPv6
    /// <summary>The peer's address, where the transport knows it: ClientAddress of 3.2.3.1.3 on a client's IN channel.</summary>
    public IPAddress PeerAddress { get; init; } = IPAddress.None;

    /// <summary>MinConnTimeout of the OUT channel request in milliseconds (2.1.2.1.2); 0 when it names none.</summary>
    public uint MinConnTimeout { get; init; }

    /// <summary>Content-Length of an IN channel request, in bytes (2.1.2.1.1): so much may come on it. 0 where it isn't known.</summary>
    public long ContentLength { get; init; }

    /// <summary>The sending half: plug state, waiting PDUs, bytes to flush (3.2.1.1.4).</summary>
    public SendingChannel Sending { get; } = new();

    /// <summary>The receiving half: what of the receive window is taken (3.2.1.1.5).</summary>
    public ReceivingChannel Receiving { get; } = new();

    /// <summary>Where the RPC PDUs that are sent on this channel came from.</summary>
    public ConsumptionTracker Consumption { get; } = new();

    /// <summary>Gives a leg that survives its recycling the successor's cookie.</summary>
    public void Rename(RtsCookie successor)
    {
        (_formerCookies ??= new Queue<RtsCookie>(MaxFormerCookies + 1)).Enqueue(Cookie);
        if (_formerCookies.Count > MaxFormerCookies)
        {
            _formerCookies.Dequeue();
        }

        Cookie = successor;
    }

    // [rpch 3.2.1.5.1.2/2-3] an acknowledgment that fits no channel is discarded, and nothing else done
    /// <summary>
    /// True when an acknowledgment that names <paramref name="cookie"/> means this channel: by its name, or by one it had before it was
    /// recycled in place. Those may still be under way, through more than one recycling, and mean the same counters.
    /// </summary>
    public bool IsNamed(RtsCookie cookie) => cookie == Cookie || _formerCookies?.Contains(cookie) == true;

    /// <summary>True once the channel was told to end or its peer ended it; nothing is sent on it any more.</summary>
    public bool IsClosed { get; internal set; }

    /// <summary>The owner's own note of what carries the channel's bytes; the core never looks at it.</summary>
    public object? Carrier { get; set; }

    /// <summary>An RPC PDU that came on this channel has been logged; the others aren't.</summary>
    internal bool IsRpcLogged { get; set; }

    /// <summary>What carries the channel is gone: nothing is sent on it any more, and nothing is kept for it.</summary>
    public void Detach()
    {
        IsClosed = true;
        Sending.Discard();
    }

    /// <inheritdoc/>
    public override string ToString() => Cookie == default ? Leg.ToString() : $"{Leg} {Cookie.ToString()[..8]}";
}
