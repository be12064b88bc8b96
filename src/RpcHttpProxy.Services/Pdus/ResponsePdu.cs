namespace RpcHttpProxy.Services;

/// <summary>One fragment of a response ([C706] 12.6.4.10); the stub is a slice of the PDU.</summary>
/* +16 alloc_hint(4)  +20 p_cont_id(2)  +22 cancel_count(1)  +23 reserved(1)  +24 stub */
internal static class ResponsePdu
{
    private const int StubOffset = 24;

    /// <summary>Reads a whole little-endian PDU; false when it ends before its stub begins.</summary>
    public static bool TryReadStub(in RpcPduHeader header, ReadOnlySpan<byte> pdu, out ReadOnlySpan<byte> stub)
    {
        stub = default;
        if (header.BodyEnd < StubOffset)
        {
            return false;
        }

        stub = pdu[StubOffset..header.BodyEnd];
        return true;
    }
}
