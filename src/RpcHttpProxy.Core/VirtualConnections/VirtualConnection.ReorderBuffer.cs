using System.Buffers;
using RpcHttpProxy.Core.Channels;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <content>RPC PDUs that overtook those of their channel's predecessor.</content>
public abstract partial class VirtualConnection
{
    /// <summary>Bytes of RPC PDUs that came early on a successor and wait for it to be the default.</summary>
    internal int EarlyBytes => _early.Length;

    /// <summary>Takes the RPC PDUs that came early on a successor, now that it is the default.</summary>
    internal void DeliverBuffered(Channel successor) => _early.Release(successor);

    /// <summary>Forgets the RPC PDUs that came early on a successor that will never be the default.</summary>
    internal void DiscardBuffered() => _early.Clear();

    /// <summary>
    /// RPC PDUs that came on a successor before it was the default: on another TCP connection they may overtake the predecessor's last
    /// ones. An honest peer sends no more of them than a window.
    /// </summary>
    private sealed class ReorderBuffer(VirtualConnection connection)
    {
        // Ours: the largest window (2.2.3.5.1) and as much again as the relay allows for overruns elsewhere.
        private const int MaxBytes = 262_144 + 65_536;

        private readonly SendQueue _held = new();

        /// <summary>Bytes that wait.</summary>
        public int Length => _held.Length;

        public void Hold(Channel from, in ReadOnlySequence<byte> pdu)
        {
            if (_held.Length > MaxBytes)
            {
                connection.TrySetCloseReason(CloseReason.UnexpectedRpcPdu, $"more than {MaxBytes} bytes came early on the successor {from.Leg}");
                connection.Close(CloseTrigger.PROTOCOL_ERROR);
                return;
            }

            _held.Enqueue(pdu);
        }

        public void Release(Channel successor)
        {
            while (_held.Count > 0 && connection.NextHop(successor) is { } next)
            {
                ReadOnlySpan<byte> pdu = _held.Peek();
                next.Consumption.Add(successor, pdu.Length);
                next.Sending.SendRpc(pdu);
                _held.Dequeue();
            }
        }

        public void Clear() => _held.Clear();
    }
}
