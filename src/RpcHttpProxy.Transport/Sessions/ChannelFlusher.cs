using RpcHttpProxy.Core;
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
        IByteChannel bytes = live.Bytes!;
        var work = new FlushWork();
        while (session.NextFlush(live, ref work))
        {
            try
            {
                if (work.IsHeadDue)
                {
                    await bytes.SendHeadAsync();
                }

                if (work.Bytes.Count > 0)
                {
                    await bytes.WriteAsync(work.Bytes);
                }

                if (work.Ending == ChannelEnding.Finish)
                {
                    await bytes.FinishAsync();
                }
                else if (work.Ending == ChannelEnding.Fail)
                {
                    await bytes.FailAsync(live.RpcError);
                }
            }
            catch (Exception e)
            {
                GiveUp(session, live, work.Bytes, e);
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
