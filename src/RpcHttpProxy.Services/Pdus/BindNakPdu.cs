using System.Buffers;
using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>A bind_nak ([C706] 12.6.4.5, [MS-RPCE] 2.2.2.9), sent with the one version spoken here, without signature.</summary>
/* +16 provider_reject_reason(2)  +18 n_protocols(1)  +19 major(1)  +20 minor(1)  +21 zeros to a multiple of 4 */
internal readonly record struct BindNakPdu(uint CallId, BindNakReason Reason)
{
    private const int ReasonOffset = 16;
    private const int VersionCountOffset = 18;
    private const int MajorVersionOffset = 19;
    private const int Length = 24;

    /// <summary>Reads a little-endian PDU; null when no reason is in it. The version list is of no use here.</summary>
    public static BindNakPdu? Read(in RpcPduHeader header, ReadOnlySpan<byte> pdu) =>
        header.BodyEnd < VersionCountOffset
            ? null
            : new BindNakPdu(header.CallId, (BindNakReason)BinaryPrimitives.ReadUInt16LittleEndian(pdu[ReasonOffset..]));

    public void Write(IBufferWriter<byte> output)
    {
        Span<byte> pdu = output.GetSpan(Length)[..Length];
        pdu.Clear();
        RpcPduHeader.Write(pdu, RpcPduType.BindNak, PfcFlags.Whole, Length, CallId);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu[ReasonOffset..], (ushort)Reason);
        pdu[VersionCountOffset] = 1;
        pdu[MajorVersionOffset] = RpcPduHeader.ProtocolVersion;
        output.Advance(Length);
    }
}
