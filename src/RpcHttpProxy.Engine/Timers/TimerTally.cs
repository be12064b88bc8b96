namespace RpcHttpProxy.Engine.Timers;

/// <summary>How many timers run for one owner, in whatever queues.</summary>
public sealed class TimerTally
{
    private int _count;

    /// <summary>Timers that run at this moment. Any thread.</summary>
    public int Count => Volatile.Read(ref _count);

    internal void Add(int difference) => Interlocked.Add(ref _count, difference);
}
