using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <content>Windows and acknowledgments.</content>
public abstract partial class VirtualConnection
{
    // [rpch 3.2.1.5.1.2/1] channel, then window, then queue
    /// <summary>Takes an acknowledgment in (3.2.1.5.1.2). One for a channel that isn't there, or can't be true, is discarded.</summary>
    protected static void Acknowledge(Channel? sender, RtsPdu pdu)
    {
        if (sender is not null && sender.IsNamed(pdu.Ack.ChannelCookie) && sender.Sending.Window.TryAcknowledge(pdu.Ack))
        {
            sender.Sending.Dequeue();
        }
    }

    /// <summary>
    /// Flow control of one connection (3.2.1.4.1, 3.2.1.5.1): what was written on one hop is consumed on the one before and acknowledged
    /// there; and nothing holds RPC PDUs back for longer than a grace when no acknowledgment is owed.
    /// </summary>
    private sealed class FlowControl(VirtualConnection connection)
    {
        private bool _isGraceRunning;

        /// <summary>RPC PDUs of that many bytes were written: they are consumed where they came from (3.2.1.4.1.1).</summary>
        public void Written(Channel channel, int rpcBytes)
        {
            while (rpcBytes > 0 && channel.Consumption.MarkWritten(rpcBytes, out int paid) is { } origin)
            {
                rpcBytes -= paid;
                if (origin.Receiving.Consumed(paid))
                {
                    AcknowledgeTo(origin);
                }
            }
        }

        /// <summary>Starts the grace when RPC PDUs wait for an acknowledgment that need never come.</summary>
        public void Watch(Channel sender)
        {
            if (IsStalled(sender) && !_isGraceRunning)
            {
                _isGraceRunning = true;
                sender.Sending.Window.IsInGrace = true;
                connection.SetTimer(TimerKind.AcknowledgmentGrace, connection.AcknowledgmentGrace);
            }
        }

        /// <summary>
        /// Disables flow control for what was stalled when the timer began. A successor that came to be stalled meanwhile gets a whole grace of its own: with
        /// fast recycling there is always one that hasn't been acknowledged yet.
        /// </summary>
        public void GraceElapsed()
        {
            _isGraceRunning = false;
            foreach (Channel channel in connection._channels)
            {
                if (IsStalled(channel) && channel.Sending.Window.IsInGrace)
                {
                    DisableFlowControl(channel);
                }
                else if (IsStalled(channel))
                {
                    _isGraceRunning = channel.Sending.Window.IsInGrace = true;
                }
            }

            if (_isGraceRunning)
            {
                connection.SetTimer(TimerKind.AcknowledgmentGrace, connection.AcknowledgmentGrace);
            }
        }

        private void DisableFlowControl(Channel channel)
        {
            channel.Sending.Window.DisableFlowControl();
            channel.Sending.Dequeue();
            if (channel.Sending.Window.IsFlowControlDisabled)
            {
                connection.ReportFlowControlDisabled(channel);
            }
        }

        private bool IsStalled(Channel sender) => (connection.IsHeldBack(sender) && !sender.Sending.Window.IsAcknowledged)
            || (sender.Sending.IsBlocked && sender.Sending.Window.IsHeldByBound);

        /// <summary>Tells the sender on <paramref name="origin"/> what was received and what is free.</summary>
        private void AcknowledgeTo(Channel origin)
        {
            if (!origin.IsClosed && connection.AcknowledgmentRoute(origin) is { } route)
            {
                FlowControlAcknowledgment acknowledgment = origin.Receiving.Acknowledge(origin.Cookie);
                connection.Send(route.Hop, route.Destination is { } destination
                    ? RtsPdus.FlowControlAckWithDestination(destination, acknowledgment)
                    : RtsPdus.FlowControlAck(acknowledgment));
            }
        }
    }
}
