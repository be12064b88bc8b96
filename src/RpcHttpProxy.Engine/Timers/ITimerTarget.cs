namespace RpcHttpProxy.Engine.Timers;

/// <summary>What is notified when a timer has elapsed.</summary>
public interface ITimerTarget
{
    /// <summary><paramref name="entry"/> has elapsed and is no longer in its queue. Called in a turn.</summary>
    void Elapsed(TimerEntry entry);
}
