using System.Text.Json.Serialization;

namespace RpcHttpProxy.Tracing;

/// <summary>One thing that happened to one virtual connection at one role: one JSON line of a trace (specs/tracing.md).</summary>
public sealed record TraceEvent
{
    private static long s_lastSequence;

    /// <summary>When, in UTC; written with microseconds, finer digits are cut off.</summary>
    [JsonConverter(typeof(MicrosecondTimeConverter))]
    public required DateTimeOffset Time { get; init; }

    /// <summary>Increases with each event this process makes; puts events of equal time in order. Numbered by itself.</summary>
    public long Sequence { get; init; } = Interlocked.Increment(ref s_lastSequence);

    /// <summary>One of <see cref="TraceRoles"/>.</summary>
    public required string Role { get; init; }

    /// <summary>Name of the process or host; role and node together name one clock.</summary>
    public required string Node { get; init; }

    /// <summary>Virtual-connection cookie as GUID text; empty for a channel that ended before it named one.</summary>
    public required string Cookie { get; init; }

    public required TraceEventKind Kind { get; init; }

    /// <summary>Leg and first digits of the channel cookie, "ClientIn 3f2a"; the digits are what both ends of a hop share.</summary>
    public string? Channel { get; init; }

    /// <summary>"InboundProxy", "ServerOpen", ...</summary>
    public string? Machine { get; init; }

    /// <summary>What moved the machine ("CONN_B1"), or the name of the timer.</summary>
    public string? Trigger { get; init; }

    public string? From { get; init; }

    public string? To { get; init; }

    /// <summary>What the transition did, in order, in short texts: "send CONN/B2 on ServerIn", "plug ServerIn".</summary>
    public IReadOnlyList<string>? Effects { get; init; }

    /// <summary>The specification's name ("CONN/B1") or one of <see cref="TracePdus"/>.</summary>
    public string? Pdu { get; init; }

    /// <summary>Length of the PDU or HTTP head, in bytes.</summary>
    public int? Length { get; init; }

    /// <summary>The role at the other end of the channel, one of <see cref="TraceRoles"/>.</summary>
    public string? Peer { get; init; }

    /// <summary>Why the channel or the virtual connection ended: the word of the log and the counters.</summary>
    public string? Reason { get; init; }

    /// <summary>Free text for the human reader.</summary>
    public string? Detail { get; init; }
}
