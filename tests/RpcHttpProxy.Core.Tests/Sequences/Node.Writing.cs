using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;

namespace RpcHttpProxy.Core.Tests.Sequences;

/* Writing what waits in the outboxes, and ending the channels behind it. */
internal sealed partial class Node
{
    private void EndOf(Channel channel, CloseReason asSeenByPeer, bool cut)
    {
        if (!_links.TryGetValue(channel, out Link? link))
        {
            return; // Never connected, or not yet: the dialing is given up.
        }

        if (cut || link.IsHeadAwaited)
        {
            channel.Sending.Discard();
            link.End(asSeenByPeer, cut);
            return;
        }

        link.EndsAs = asSeenByPeer;
        _touched.Add(channel);
    }

    /// <summary>Writes what waits, unless a write is under way; ends the channel behind it when that is due.</summary>
    private void Flush(VirtualConnection connection, Channel channel)
    {
        Outbox outbox = channel.Sending.Outbox;
        if (_links.TryGetValue(channel, out Link? link) && link.IsHeadDue)
        {
            link.Respond();
        }

        if (_flushing.Contains(channel) || WriterOf(channel) is not { } write)
        {
            return;
        }

        if (outbox.Length > 0)
        {
            ArraySegment<byte> taken = outbox.Take();
            _flushing.Add(channel);
            write([.. taken]);
            if (pair.FlushesLate)
            {
                pair.Send(FlushesOf(channel), () => Written(connection, channel, taken));
            }
            else
            {
                _written.Enqueue(() => Written(connection, channel, taken));
            }
        }
        else if (link?.EndsAs is { } reason)
        {
            link.EndsAs = null;
            channel.Sending.Discard();
            link.End(reason, cut: false);
        }
    }

    /// <summary>A write is done: RPC PDUs are consumed where they came from, a fence has drained; then the next write.</summary>
    private void Written(VirtualConnection connection, Channel channel, ArraySegment<byte> taken)
    {
        _flushing.Remove(channel);
        _touched.Add(channel);
        Enter(connection, () => connection.Written(channel, taken));
    }

    private Action<byte[]>? WriterOf(Channel channel) =>
        channel.Leg == ChannelLeg.Upper ? (Uppers.TryGetValue(channel, out List<byte>? above) ? above.AddRange : null)
        : _links.TryGetValue(channel, out Link? link) && !link.IsHeadAwaited ? link.Send : null;

    private Lane FlushesOf(Channel channel)
    {
        if (!_flushes.TryGetValue(channel, out Lane? lane))
        {
            _flushes.Add(channel, lane = pair.NewLane($"flush {Label} {channel.Leg}"));
        }

        return lane;
    }
}
