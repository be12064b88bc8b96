namespace RpcHttpProxy.Core;

/// <summary>The four ways a channel is replaced by its successor (figures 18 to 21). Names are those of the specification.</summary>
public enum RecyclingSequence
{
    /// <summary>IN channel, the successor goes by another inbound proxy.</summary>
    IN_R1, // [rpch 3.2.1.5.3.2] figure 18

    /// <summary>IN channel, the successor goes by the same inbound proxy.</summary>
    IN_R2, // [rpch 3.2.1.5.3.3] figure 19

    /// <summary>OUT channel, the successor goes by another outbound proxy.</summary>
    OUT_R1, // [rpch 3.2.1.5.3.4] figure 20

    /// <summary>OUT channel, the successor goes by the same outbound proxy.</summary>
    OUT_R2, // [rpch 3.2.1.5.3.5] figure 21
}
