namespace RpcHttpProxy.Core;

/// <summary>The four ways a channel is replaced by its successor (figures 18 to 21). Names are those of the specification.</summary>
public enum RecyclingSequence
{
    /// <summary>IN channel, the successor goes by another inbound proxy.</summary>
    IN_R1,

    /// <summary>IN channel, the successor goes by the same inbound proxy.</summary>
    IN_R2,

    /// <summary>OUT channel, the successor goes by another outbound proxy.</summary>
    OUT_R1,

    /// <summary>OUT channel, the successor goes by the same outbound proxy.</summary>
    OUT_R2,
}
