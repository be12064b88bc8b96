using RpcHttpProxy.Core.Channels;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <content>What no channel may outrun: its lifetime, and what RTS PDUs may wait.</content>
public abstract partial class VirtualConnection
{
    // Ours: RTS PDUs are subject to no window, so a peer that makes us send or forward them while their receiver does not read is stopped here.
    private const int MaxWaitingRtsBytes = 65_536;

    /// <summary>The channel whose lifetime this role watches in order to recycle it; null when it watches none.</summary>
    protected virtual Channel? Expiring => null;

    /// <summary>The next RPC PDU doesn't fit the lifetime of <see cref="Expiring"/> any more.</summary>
    protected virtual void Recycle()
    {
    }

    /// <summary>Looks at what the inputs so far have brought about.</summary>
    private void WatchBounds()
    {
        if (IsFinished)
        {
            return;
        }

        foreach (Channel channel in _channels)
        {
            _flow.Watch(channel);
        }

        if (_channels.Find(channel => channel.Sending.IsExhausted) is { } exhausted)
        {
            TrySetCloseReason(CloseReason.LifetimeExceeded, $"{exhausted} may carry {exhausted.Sending.Lifetime} bytes and its successor isn't there yet");
            Close(CloseTrigger.PROTOCOL_ERROR);
        }
        else if ((_channels.Find(IsFlooded) ?? _retired.Find(IsFlooded)) is { } flooded)
        {
            TrySetCloseReason(CloseReason.RtsFlood, $"{flooded.Sending.Outbox.RtsBytes} bytes of RTS PDUs wait on {flooded}, whose reader doesn't read");
            Close(CloseTrigger.PROTOCOL_ERROR);
        }
        else if (Expiring is { Sending.IsExpiring: true })
        {
            Recycle();
        }
    }

    private static bool IsFlooded(Channel channel) => channel.Sending.Outbox.RtsBytes > MaxWaitingRtsBytes;
}
