namespace RpcHttpProxy.Tracing;

/// <summary>One PDU or HTTP head on one hop: what its sender wrote and what its receiver wrote; one of the two may be missing.</summary>
public sealed record TraceMessage(TraceEvent? Sent, TraceEvent? Received)
{
    /// <summary>The event that stands for it in a drawing: when it was sent, or if that is unknown, received.</summary>
    public TraceEvent Shown => Sent ?? Received!;

    /// <summary>Its name; the receiver's where the two differ: of IN_R1/A1 and IN_R2/A1 only the receiver knows which it is.</summary>
    public string Pdu => Received?.Pdu ?? Sent?.Pdu ?? "";

    /// <summary>Null when neither side says who sent it.</summary>
    public string? FromRole => Sent?.Role ?? Received!.Peer;

    public string? ToRole => Received?.Role ?? Sent!.Peer;
}
