using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// Writes one channel's outbox: swaps it under the gate, writes outside it, until it is empty. At most one at a time: whoever appends to
/// an outbox that has no flusher becomes it.
/// </summary>
internal static class ChannelFlusher
{
    /// <summary>Flushes <paramref name="live"/>, whose outbox was marked as being flushed by the caller inside the gate.</summary>
    public static async Task RunAsync(Session session, LiveChannel live)
    {
        Outbox outbox = live.Channel.Sending.Outbox;
        IByteChannel bytes = live.Bytes!;
        ArraySegment<byte> taken = default;
        while (true)
        {
            bool head;
            ChannelEnding ending = ChannelEnding.None;
            GateExit exit = default;
            lock (session.Gate)
            {
                session.Written(live, ref exit);
                outbox.Written(taken);
                taken = default;
                live.WakeRoom(session.Host.Options.MaxWaitingBytes);
                if (live.Ending == ChannelEnding.Abort)
                {
                    live.IsEndingDone = true;
                    live.StopFlusher();
                    return;
                }

                head = live.IsHeadRequested;
                live.IsHeadRequested = false;
                taken = outbox.Take();
                if (taken.Count == 0 && !head)
                {
                    if (live.Ending == ChannelEnding.None || live.IsEndingDone)
                    {
                        live.StopFlusher();
                        return;
                    }

                    ending = live.Ending;
                    live.IsEndingDone = true;
                }
            }

            try
            {
                if (head)
                {
                    await bytes.SendHeadAsync();
                }

                if (taken.Count > 0 || head)
                {
                    await bytes.WriteAsync(taken);
                }

                if (ending == ChannelEnding.Finish)
                {
                    await bytes.FinishAsync();
                }
                else if (ending == ChannelEnding.Fail)
                {
                    await bytes.FailAsync(live.RpcError);
                }
            }
            catch (Exception e)
            {
                GiveUp(session, live, taken, e);
                return;
            }
        }
    }

    /// <summary>The peer is gone: what waits can't be written, and the session is told, once.</summary>
    private static void GiveUp(Session session, LiveChannel live, ArraySegment<byte> taken, Exception e)
    {
        lock (session.Gate)
        {
            live.Channel.Sending.Outbox.Written(taken);
            live.Channel.Sending.Discard();
            live.IsEndingDone = true;
            live.StopFlusher();
        }

        session.Handle(new Input.ChannelClosed(live.Channel, CloseReason.ConnectionError, $"writing to {live.Channel} failed: {e.Message}"));
        live.StopPump();
    }
}
