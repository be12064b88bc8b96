namespace RpcHttpProxy.Engine.Timers;

/// <summary>One running timer of a <see cref="TimerQueue"/>.</summary>
public sealed class TimerEntry
{
    internal TimerEntry(long due, long number, int kind, ITimerTarget target, TimerTally? tally) =>
        (Due, Number, Kind, Target, Tally) = (due, number, kind, target, tally);

    /// <summary>What the target calls this timer.</summary>
    public int Kind { get; }

    internal long Due { get; }

    internal long Number { get; }

    internal ITimerTarget Target { get; }

    internal TimerTally? Tally { get; }

    /// <summary>Earlier first; among equals, first come.</summary>
    internal static int Compare(TimerEntry one, TimerEntry other) =>
        one.Due != other.Due ? one.Due.CompareTo(other.Due) : one.Number.CompareTo(other.Number);
}
