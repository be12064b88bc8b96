using System.Buffers;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <content>The seam: bytes come in, are cut into PDUs and moved on; what went out is reported back.</content>
public abstract partial class VirtualConnection
{
    /// <summary>
    /// Takes all whole PDUs at the head of what came on a channel, in order, and leaves what isn't whole. True when RPC PDUs among them were
    /// moved on: then the reader asks whether the next hop has room for more.
    /// </summary>
    /// <param name="from">The channel.</param>
    /// <param name="bytes">What came; on return, what is left of it.</param>
    /// <param name="isEnd">Nothing comes behind it.</param>
    public bool Receive(Channel from, ref ReadOnlySequence<byte> bytes, bool isEnd)
    {
        bool isMoving = false;
        while (!IsFinished && !from.IsClosed)
        {
            switch (PduFramer.TryRead(ref bytes, MaxPduLength, isEnd, out ReadOnlySequence<byte> pdu))
            {
                case FrameResult.Complete when !PduBytes.IsRts(pdu):
                    LogFirstRpc(from, pdu);
                    isMoving |= ReceiveRpc(from, pdu) is not null;
                    break;
                case FrameResult.Complete:
                    ReceiveRts(from, pdu);
                    break;
                case FrameResult.Invalid:
                    Handle(new Input.ChannelClosed(from, CloseReason.MalformedPdu, $"bytes that are no PDU came on {from}"));
                    return isMoving;
                case FrameResult.Truncated:
                    Handle(new Input.ChannelClosed(from, CloseReason.TruncatedPdu, $"{from} ended in the middle of a PDU"));
                    return isMoving;
                default:
                    return isMoving;
            }
        }

        return isMoving;
    }

    /// <summary>
    /// What was taken from a channel's outbox has been written. RPC PDUs among it are consumed on the channel they came from (3.2.1.4.1.1),
    /// which may make an acknowledgment due; a fence among it is told to the machine.
    /// </summary>
    public void Written(Channel channel, ArraySegment<byte> taken)
    {
        Outbox outbox = channel.Sending.Outbox;
        bool isFence = outbox.IsFenceInFlight;
        if (outbox.RpcInFlight > 0 && !IsFinished)
        {
            _flow.Written(channel, outbox.RpcInFlight);
            WatchBounds(); // Acknowledgments take from a lifetime, too.
        }

        outbox.Written(taken);
        if (isFence)
        {
            Handle(new Input.Drained(channel));
        }
    }

    // [rpch 3.2.1.5.1.1/1] queued in the window
    // [rpch 3.2.5.5.2/2] a protocol error ends the connection
    /// <summary>
    /// Moves an RPC PDU on: into the queue or outbox of the next hop, or ends the connection when no RPC PDU may come here now. Fires no
    /// machine and allocates nothing when the PDU is in order. Returns the channel the PDU went to, null when it was refused.
    /// </summary>
    internal Channel? ReceiveRpc(Channel from, in ReadOnlySequence<byte> pdu)
    {
        if (IsFinished)
        {
            return null;
        }

        from.Receiving.Received((int)pdu.Length);
        if (IsEarly(from))
        {
            _early.Hold(from, pdu);
            return null;
        }

        Channel? next = NextHop(from);
        if (next is null)
        {
            TrySetCloseReason(CloseReason.UnexpectedRpcPdu, $"an RPC PDU came on {from.Leg} in state {StateName}");
            Close(CloseTrigger.PROTOCOL_ERROR);
            return null;
        }

        next.Consumption.Add(from, (int)pdu.Length);
        next.Sending.SendRpc(pdu);
        if (next.Sending.Queue.Count > 0)
        {
            WatchBounds();
        }

        return next;
    }

    private void ReceiveRts(Channel from, in ReadOnlySequence<byte> bytes)
    {
        RtsFault fault = PduBytes.ReadRts(bytes, out RtsPdu? pdu);
        Handle(pdu is null
            ? new Input.ChannelClosed(from, CloseReason.MalformedRtsPdu, $"an RTS PDU that breaks a rule ({fault}) came on {from}")
            : new Input.RtsReceived(from, pdu));
    }

    private void CountRecycling(RtsPdu pdu)
    {
        if (!IsFinished && pdu.Kind is { } kind && RecyclingSequences.EndedBy(Role, kind) is { } sequence)
        {
            _requests.Add(new Request.Recycled(sequence));
        }
    }

    /// <summary>Each channel's first RPC PDU is logged; the flag is looked at for each.</summary>
    private void LogFirstRpc(Channel channel, in ReadOnlySequence<byte> pdu)
    {
        if (IsLogged && !channel.IsRpcLogged)
        {
            channel.IsRpcLogged = true;
            _requests.Add(new Request.RpcReceived(channel, PduBytes.PacketType(pdu), (int)pdu.Length));
        }
    }
}
