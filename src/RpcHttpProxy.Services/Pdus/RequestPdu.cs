using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>One fragment of a request ([C706] 12.6.4.9); the stub is a slice of the PDU.</summary>
/* +16 alloc_hint(4)  +20 p_cont_id(2)  +22 opnum(2)  +24 object UUID(16), only with PFC_OBJECT_UUID  then the stub */
internal readonly ref struct RequestPdu
{
    private const int ContextIdOffset = 20;
    private const int OpnumOffset = 22;
    private const int ObjectOffset = 24;
    private const int ObjectLength = 16;

    public ushort ContextId { get; private init; }

    public ushort Opnum { get; private init; }

    public ReadOnlySpan<byte> Stub { get; private init; }

    /// <summary>Reads a little-endian PDU; false when it ends before its stub begins. alloc_hint binds nobody and is not read.</summary>
    public static bool TryRead(in RpcPduHeader header, ReadOnlySpan<byte> pdu, out RequestPdu request)
    {
        request = default;
        int stubAt = header.Flags.HasFlag(PfcFlags.ObjectUuid) ? ObjectOffset + ObjectLength : ObjectOffset;
        if (header.BodyEnd < stubAt)
        {
            return false;
        }

        request = new RequestPdu
        {
            ContextId = BinaryPrimitives.ReadUInt16LittleEndian(pdu[ContextIdOffset..]),
            Opnum = BinaryPrimitives.ReadUInt16LittleEndian(pdu[OpnumOffset..]),
            Stub = pdu[stubAt..header.BodyEnd],
        };
        return true;
    }
}
