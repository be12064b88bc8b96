using System.Runtime.CompilerServices;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// What was decided inside the gate and is done outside it: whose flusher to become, whose reader has room again, and the rare rest
/// (connects, aborts, stops).
/// Threads that leave one after the other may come to run this in any order, or at once: nothing here relies on being first.
/// </summary>
internal struct GateExit
{
    private Channels _toFlush;
    private int _count;
    private TaskCompletionSource? _woken;
    private List<Action>? _rest;

    /// <summary>
    /// Acknowledgments and other RTS PDUs that nothing goes with are written first: a sender waits for them, while a write of RPC PDUs takes
    /// its time, the more so where a service in this process takes them in.
    /// </summary>
    public void Flush(LiveChannel channel)
    {
        if (_count == Capacity)
        {
            throw new InvalidOperationException($"More than {Capacity} channels of one connection have something to write.");
        }

        int at = _count++;
        if (channel.Channel.Sending.Outbox.HoldsRtsOnly)
        {
            for (; at > 0; at--)
            {
                _toFlush[at] = _toFlush[at - 1];
            }
        }

        _toFlush[at] = channel;
    }

    /// <summary>Lets somebody go on who waits for <paramref name="awaited"/>, on this thread and after the flushes.</summary>
    public void Wake(TaskCompletionSource awaited)
    {
        if (_woken is null)
        {
            _woken = awaited;
        }
        else
        {
            Do(awaited.SetResult);
        }
    }

    public void Do(Action action) => (_rest ??= []).Add(action);

    /// <summary>Does it all. Never called inside a gate; never throws.</summary>
    public void Run(Session session)
    {
        for (int i = 0; i < _count; i++)
        {
            // A flush that can't complete at once goes on by itself; its end is told to the session.
            _ = ChannelFlusher.RunAsync(session, _toFlush[i]);
        }

        _woken?.SetResult();
        if (_rest is not null)
        {
            foreach (Action action in _rest)
            {
                action();
            }
        }
    }

    /* The higher layer, IN and OUT channel each with a successor, and those they have replaced and that still have last bytes to write: as a
       connection keeps four of these, never more than ten. */
    private const int Capacity = 16;

    [InlineArray(Capacity)]
    private struct Channels
    {
        private LiveChannel _first;
    }
}
