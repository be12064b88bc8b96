namespace RpcHttpProxy.Simulation.Clockwork;

/// <summary>
/// All that is still to happen, by virtual time; what falls on the same microsecond happens in an order that the dice choose. One thread.
/// </summary>
internal sealed class EventQueue
{
    private readonly PriorityQueue<(Actor Actor, Action What), (long Due, ulong Tie)> _entries = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    /// <summary>Virtual microseconds since the beginning.</summary>
    public long Now { get; private set; }

    /// <summary>How much has happened.</summary>
    public long Steps { get; private set; }

    /// <summary>Notes something for later.</summary>
    public void In(long microseconds, Actor actor, Action what)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("Something went on on another thread: the run can't be repeated.");
        }

        _entries.Enqueue((actor, what), (Now + microseconds, actor.SeededRandom.Next()));
    }

    /// <summary>Lets the next thing happen; false when nothing is left.</summary>
    public bool Step()
    {
        if (!_entries.TryDequeue(out (Actor Actor, Action What) entry, out (long Due, ulong Tie) when))
        {
            return false;
        }

        Now = when.Due;
        Steps++;
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(entry.Actor);
        try
        {
            entry.What();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }

        return true;
    }
}
