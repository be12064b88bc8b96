using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <summary>What the first bytes of an incoming channel have come to.</summary>
/// <param name="Pdu">The channel's first PDU; null while it isn't whole, and when the channel is refused.</param>
/// <param name="Admission">What that PDU asks of the cookie table.</param>
/// <param name="Refusal">Why no connection takes the channel; null when one may.</param>
/// <param name="Detail">The refusal in a sentence.</param>
public readonly record struct FirstPdu(RtsPdu? Pdu, Admission Admission, CloseReason? Refusal, string Detail)
{
    internal static FirstPdu Refused(CloseReason reason, string detail) => new(null, Admission.Refused, reason, detail);
}
