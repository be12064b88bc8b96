using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// Writes one channel's outbox: swaps it under the gate, writes outside it, until it is empty. At most one at a time: whoever appends to
/// an outbox that has no flusher becomes it, on whatever thread that is; having waited it goes on in the pool.
/// </summary>
internal static class ChannelFlusher
{
    /// <summary>Flushes <paramref name="live"/>, whose outbox was marked as being flushed by the caller inside the gate. Never throws.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever a carrier throws, its channel can't be written to any more.")]
    public static async Task RunAsync(Session session, LiveChannel live)
    {
        IByteChannel bytes = live.Bytes!;
        bool keepsContext = session.Host.Options.KeepsContext;
        FlushWork work = default;
        while (session.NextFlush(live, ref work))
        {
            try
            {
                if (work.IsHeadDue)
                {
                    await bytes.SendHeadAsync().ConfigureAwait(keepsContext);
                }

                if (work.Bytes.Count > 0)
                {
                    await bytes.WriteAsync(work.Bytes).ConfigureAwait(keepsContext);
                }

                if (work.Ending == ChannelEnding.Finish)
                {
                    await bytes.FinishAsync().ConfigureAwait(keepsContext);
                }
                else if (work.Ending == ChannelEnding.Fail)
                {
                    await bytes.FailAsync(live.FailReason!.Value).ConfigureAwait(keepsContext);
                }
            }
            catch (Exception e)
            {
                GiveUp(session, live, work.Bytes, e);
                return;
            }
        }
    }

    /// <summary>The peer is gone: what waits can't be written. The session is told, once, and only then has the flusher ended.</summary>
    private static void GiveUp(Session session, LiveChannel live, ArraySegment<byte> taken, Exception e)
    {
        lock (session.Gate)
        {
            live.Channel.Sending.Outbox.Written(taken);
            live.Channel.Sending.Discard();
            live.IsEndingDone = true;
        }

        session.ChannelEnded(live, CloseReason.ConnectionError, $"writing to {live.Channel} failed: {e.Message}");
        live.Stop();
        lock (session.Gate)
        {
            live.StopFlusher();
        }
    }
}
