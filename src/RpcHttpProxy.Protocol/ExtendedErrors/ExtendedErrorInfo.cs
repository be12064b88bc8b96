using System.Collections.Immutable;

namespace RpcHttpProxy.Protocol;

/// <summary>
/// One error record ([MS-EERR] 2.2.1.8). An error sequence is a list of them, each the immediate cause of the one before, the root error
/// last; that order stands for the field Next.
/// </summary>
public sealed record ExtendedErrorInfo
{
    /// <summary>The most elements that <see cref="Params"/> may have ([MS-EERR] 2.2.1.8, nLen).</summary>
    public const int MaxParams = 4;

    /// <summary>The network node on which the error occurred, for people; null when the record doesn't say (eecnpNotPresent).</summary>
    public string? ComputerName { get; init; }

    /// <summary>The process in which the error occurred; 0 where its number isn't told.</summary>
    public uint ProcessID { get; init; }

    /// <summary>When the record was made: units of 100 ns since 1601-01-01, UTC.</summary>
    public long TimeStamp { get; init; }

    /// <summary>The component or protocol layer where the error occurred; see <see cref="GeneratingComponents"/>.</summary>
    public uint GeneratingComponent { get; init; }

    /// <summary>The error code; a Windows one ([MS-ERREF]) wherever RPC over HTTP is concerned.</summary>
    public uint Status { get; init; }

    /// <summary>Where in the generating component the error was noticed; means nothing without that.</summary>
    public ushort DetectionLocation { get; init; }

    /// <summary>Whether records are missing before or behind this one.</summary>
    public ExtendedErrorFlags Flags { get; init; }

    /// <summary>Up to four details.</summary>
    public ImmutableArray<ExtendedErrorParam> Params { get; init; } = [];

    /// <summary><see cref="TimeStamp"/> as a date; null when it is none that .NET can tell.</summary>
    public DateTimeOffset? Time =>
        TimeStamp >= 0 && TimeStamp <= DateTimeOffset.MaxValue.ToFileTime() ? DateTimeOffset.FromFileTime(TimeStamp).ToUniversalTime() : null;

    /// <summary>Equal when all fields are, each of the parameters included.</summary>
    public bool Equals(ExtendedErrorInfo? other) =>
        other is not null
        && (ComputerName, ProcessID, TimeStamp, GeneratingComponent, Status, DetectionLocation, Flags)
            == (other.ComputerName, other.ProcessID, other.TimeStamp, other.GeneratingComponent, other.Status, other.DetectionLocation, other.Flags)
        && Params.SequenceEqual(other.Params);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(TimeStamp, GeneratingComponent, Status, DetectionLocation, Params.Length);
}
