using RpcHttpProxy.Core;

namespace RpcHttpProxy.Transport.Timers;

/// <summary>Whoever wants to know that a timer has elapsed.</summary>
internal interface ITimerTarget
{
    /// <summary>
    /// <paramref name="entry"/> has elapsed. Called without any lock; a target that has stopped the timer meanwhile recognizes the entry
    /// as stale.
    /// </summary>
    void Elapsed(TimerKind kind, TimerEntry entry);
}
