using RpcHttpProxy.Engine.Timers;

namespace RpcHttpProxy.Engine.Links;

/// <summary>What the links of one role have in common.</summary>
public sealed record LinkOptions
{
    /// <summary>Bytes that may wait for one link before the link that brings more is no longer read.</summary>
    public required int MaxWaitingBytes { get; init; }

    /// <summary>How long a link that is over may take for its last bytes and its peer's FIN.</summary>
    public required TimeSpan LingerTimeout { get; init; }

    /// <summary>The bytes that may wait in all; null for any number.</summary>
    public BufferBudget? Budget { get; init; }

    /// <summary>Counts the timers that run.</summary>
    public TimerTally Timers { get; } = new();
}
