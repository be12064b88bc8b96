using System.Runtime.CompilerServices;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// What was decided inside the gate and is done outside it: whose flusher to become, and the rare rest (connects, aborts, stops).
/// Threads that leave one after the other may come to run this in any order, or at once: nothing here relies on being first.
/// </summary>
internal struct GateExit
{
    private Channels _toFlush;
    private int _count;
    private List<Action>? _rest;

    public void Flush(LiveChannel channel) => _toFlush[_count++] = channel;

    public void Do(Action action) => (_rest ??= []).Add(action);

    /// <summary>Does it all. Never called inside a gate; never throws.</summary>
    public void Run(Session session)
    {
        for (int i = 0; i < _count; i++)
        {
            // A flush that can't complete at once goes on by itself; its end is told to the session.
            _ = ChannelFlusher.RunAsync(session, _toFlush[i]);
        }

        if (_rest is not null)
        {
            foreach (Action action in _rest)
            {
                action();
            }
        }
    }

    // The higher layer, and IN and OUT channel each with a successor, on both legs of none but one role: never more than five.
    [InlineArray(8)]
    private struct Channels
    {
        private LiveChannel _first;
    }
}
