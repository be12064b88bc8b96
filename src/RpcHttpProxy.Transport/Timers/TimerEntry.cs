using RpcHttpProxy.Core;

namespace RpcHttpProxy.Transport.Timers;

/// <summary>One running timer of a <see cref="TimerQueue"/>.</summary>
internal sealed record TimerEntry(long Due, long Number, TimerKind Kind, ITimerTarget Target) : IComparable<TimerEntry>
{
    /// <summary>Earlier first; among equals, first come.</summary>
    public int CompareTo(TimerEntry? other) =>
        other is null ? 1 : Due != other.Due ? Due.CompareTo(other.Due) : Number.CompareTo(other.Number);

    /// <summary>Entries are themselves, not their values.</summary>
    public bool Equals(TimerEntry? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Number.GetHashCode();
}
