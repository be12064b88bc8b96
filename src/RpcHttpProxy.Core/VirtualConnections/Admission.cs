using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <summary>What the first RTS PDU of a channel asks of the cookie table.</summary>
public enum AdmissionKind
{
    /// <summary>No channel of this role begins with that PDU.</summary>
    Refused,

    /// <summary>A new row; taken is an error (CONN/A1, CONN/B1).</summary>
    New,

    /// <summary>A new row or the one that is there (CONN/A2 and CONN/B2 come in either order).</summary>
    NewOrJoin,

    /// <summary>The row that is there; none is an error (IN_R1/A2, OUT_R1/A4).</summary>
    Join,
}

/// <summary>What the first RTS PDU of a channel asks for, and which hop the channel turns out to be.</summary>
public readonly record struct Admission(AdmissionKind Kind, RtsCookie Cookie, ChannelLeg Leg)
{
    /// <summary>The answer to a PDU that begins no channel.</summary>
    public static Admission Refused { get; } = new(AdmissionKind.Refused, default, ChannelLeg.Unknown);
}
