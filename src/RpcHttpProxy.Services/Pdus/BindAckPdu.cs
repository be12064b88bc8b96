using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace RpcHttpProxy.Services;

/// <summary>A bind_ack or an alter_context_resp, which have one layout ([C706] 12.6.4.2, 12.6.4.4).</summary>
/* +16 max_xmit_frag(2)  +18 max_recv_frag(2)  +20 assoc_group_id(4)  +24 sec_addr: length(2), text, NUL  then to a multiple of 4:
   n_results(1)  reserved(3)  p_results[](24 each) */
internal sealed record BindAckPdu(
    uint CallId,
    PfcFlags Flags,
    ushort MaxXmitFrag,
    ushort MaxRecvFrag,
    uint AssocGroupId,
    string SecondaryAddress,
    IReadOnlyList<PresentationResult> Results)
{
    private const int MaxXmitFragOffset = 16;
    private const int MaxRecvFragOffset = 18;
    private const int AssocGroupIdOffset = 20;
    private const int AddressLengthOffset = 24;
    private const int AddressOffset = 26;
    private const int ResultsHeaderLength = 4;

    /// <summary>Reads a whole little-endian PDU; null when it is too short for what it announces.</summary>
    public static BindAckPdu? Read(in RpcPduHeader header, ReadOnlySpan<byte> pdu)
    {
        ReadOnlySpan<byte> body = pdu[..header.BodyEnd];
        if (body.Length < AddressOffset || !header.IsWhole)
        {
            return null;
        }

        int addressLength = BinaryPrimitives.ReadUInt16LittleEndian(body[AddressLengthOffset..]);
        int resultsAt = AlignedToFour(AddressOffset + addressLength);
        if (body.Length < resultsAt + ResultsHeaderLength)
        {
            return null;
        }

        int count = body[resultsAt];
        ReadOnlySpan<byte> rest = body[(resultsAt + ResultsHeaderLength)..];
        if (rest.Length < count * PresentationResult.Length)
        {
            return null;
        }

        var results = new PresentationResult[count];
        for (int i = 0; i < count; i++)
        {
            results[i] = ReadResult(rest[(i * PresentationResult.Length)..]);
        }

        return new BindAckPdu(
            header.CallId,
            header.Flags,
            BinaryPrimitives.ReadUInt16LittleEndian(body[MaxXmitFragOffset..]),
            BinaryPrimitives.ReadUInt16LittleEndian(body[MaxRecvFragOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(body[AssocGroupIdOffset..]),
            Encoding.ASCII.GetString(body.Slice(AddressOffset, addressLength)).TrimEnd('\0'),
            results);
    }

    /// <summary>Writes a bind_ack or an alter_context_resp. An empty secondary address has length 0 and no NUL.</summary>
    public void Write(RpcPduType type, IBufferWriter<byte> output)
    {
        int addressLength = SecondaryAddress.Length == 0 ? 0 : SecondaryAddress.Length + 1;
        int resultsAt = AlignedToFour(AddressOffset + addressLength);
        int length = resultsAt + ResultsHeaderLength + Results.Count * PresentationResult.Length;
        Span<byte> pdu = output.GetSpan(length)[..length];
        pdu.Clear();
        RpcPduHeader.Write(pdu, type, Flags, length, CallId);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu[MaxXmitFragOffset..], MaxXmitFrag);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu[MaxRecvFragOffset..], MaxRecvFrag);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu[AssocGroupIdOffset..], AssocGroupId);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu[AddressLengthOffset..], (ushort)addressLength);
        Encoding.ASCII.GetBytes(SecondaryAddress, pdu[AddressOffset..]);
        pdu[resultsAt] = (byte)Results.Count;
        Span<byte> rest = pdu[(resultsAt + ResultsHeaderLength)..];
        for (int i = 0; i < Results.Count; i++)
        {
            WriteResult(rest[(i * PresentationResult.Length)..], Results[i]);
        }

        output.Advance(length);
    }

    private static int AlignedToFour(int offset) => (offset + 3) & ~3;

    private static PresentationResult ReadResult(ReadOnlySpan<byte> from) => new(
        (PresentationResultCode)BinaryPrimitives.ReadUInt16LittleEndian(from),
        BinaryPrimitives.ReadUInt16LittleEndian(from[2..]),
        RpcSyntaxId.Read(from[4..]));

    private static void WriteResult(Span<byte> to, PresentationResult result)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(to, (ushort)result.Code);
        BinaryPrimitives.WriteUInt16LittleEndian(to[2..], result.Reason);
        result.TransferSyntax.Write(to[4..]);
    }
}
