using System.Buffers;
using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>A fault ([C706] 12.6.4.7), always without stub ([MS-RPCE] 2.2.2.8).</summary>
/* +16 alloc_hint(4)  +20 p_cont_id(2)  +22 cancel_count(1)  +23 reserved(1)  +24 status(4)  +28 reserved(4) */
internal readonly record struct FaultPdu(uint CallId, ushort ContextId, RpcFault Fault)
{
    private const int ContextIdOffset = 20;
    private const int StatusOffset = 24;
    private const int StatusEnd = 28;
    private const int Length = 32;

    /// <summary>Reads a whole little-endian PDU; null when no status is in it.</summary>
    public static FaultPdu? Read(in RpcPduHeader header, ReadOnlySpan<byte> pdu)
    {
        if (header.BodyEnd < StatusEnd)
        {
            return null;
        }

        var status = (RpcFaultStatus)BinaryPrimitives.ReadUInt32LittleEndian(pdu[StatusOffset..]);
        return new FaultPdu(
            header.CallId,
            BinaryPrimitives.ReadUInt16LittleEndian(pdu[ContextIdOffset..]),
            new RpcFault(status, header.Flags.HasFlag(PfcFlags.DidNotExecute)));
    }

    public void Write(IBufferWriter<byte> output)
    {
        Span<byte> pdu = output.GetSpan(Length)[..Length];
        pdu.Clear();
        PfcFlags flags = Fault.DidNotExecute ? PfcFlags.Whole | PfcFlags.DidNotExecute : PfcFlags.Whole;
        RpcPduHeader.Write(pdu, RpcPduType.Fault, flags, Length, CallId);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu[ContextIdOffset..], ContextId);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu[StatusOffset..], (uint)Fault.Status);
        output.Advance(Length);
    }
}
