using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace RpcHttpProxy.Services;

/// <summary>A bind or an alter_context, which have one layout ([C706] 12.6.4.1, 12.6.4.3).</summary>
/* +16 max_xmit_frag(2)  +18 max_recv_frag(2)  +20 assoc_group_id(4)  +24 n_context_elem(1)  +25 reserved(3)  +28 p_cont_elem[]
   p_cont_elem: +0 p_cont_id(2)  +2 n_transfer_syn(1)  +3 reserved(1)  +4 abstract_syntax(20)  +24 transfer_syntaxes[](20 each) */
internal sealed record BindPdu(
    uint CallId, PfcFlags Flags, ushort MaxXmitFrag, ushort MaxRecvFrag, uint AssocGroupId, IReadOnlyList<PresentationContext> Contexts)
{
    private const int MaxXmitFragOffset = 16;
    private const int MaxRecvFragOffset = 18;
    private const int AssocGroupIdOffset = 20;
    private const int ContextCountOffset = 24;
    private const int ContextsOffset = 28;
    private const int ContextHeaderLength = 4 + RpcSyntaxId.Length;

    /// <summary>Reads a little-endian PDU; null when it is too short for what it announces, a fragment, or without any proposal.</summary>
    public static BindPdu? Read(in RpcPduHeader header, ReadOnlySpan<byte> pdu)
    {
        ReadOnlySpan<byte> body = pdu[..header.BodyEnd];
        if (body.Length < ContextsOffset || !header.IsWhole)
        {
            return null;
        }

        int count = body[ContextCountOffset];
        if (count == 0)
        {
            return null;
        }

        var contexts = new List<PresentationContext>();
        ReadOnlySpan<byte> rest = body[ContextsOffset..];
        for (int i = 0; i < count; i++)
        {
            if (!TryReadContext(ref rest, out PresentationContext? context))
            {
                return null;
            }

            contexts.Add(context);
        }

        return new BindPdu(
            header.CallId,
            header.Flags,
            BinaryPrimitives.ReadUInt16LittleEndian(body[MaxXmitFragOffset..]),
            BinaryPrimitives.ReadUInt16LittleEndian(body[MaxRecvFragOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(body[AssocGroupIdOffset..]),
            contexts);
    }

    /// <summary>Writes the PDU as <paramref name="type"/>, bind or alter_context; all proposals must fit into 65 535 octets.</summary>
    public void Write(RpcPduType type, IBufferWriter<byte> output)
    {
        int length = ContextsOffset + Contexts.Sum(context => ContextHeaderLength + RpcSyntaxId.Length * context.TransferSyntaxes.Count);
        Span<byte> pdu = output.GetSpan(length)[..length];
        pdu.Clear();
        RpcPduHeader.Write(pdu, type, Flags, length, CallId);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu[MaxXmitFragOffset..], MaxXmitFrag);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu[MaxRecvFragOffset..], MaxRecvFrag);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu[AssocGroupIdOffset..], AssocGroupId);
        pdu[ContextCountOffset] = (byte)Contexts.Count;
        Span<byte> rest = pdu[ContextsOffset..];
        foreach (PresentationContext context in Contexts)
        {
            WriteContext(ref rest, context);
        }

        output.Advance(length);
    }

    private static bool TryReadContext(ref ReadOnlySpan<byte> rest, [NotNullWhen(true)] out PresentationContext? context)
    {
        context = null;
        if (rest.Length < ContextHeaderLength)
        {
            return false;
        }

        int syntaxCount = rest[2];
        int length = ContextHeaderLength + syntaxCount * RpcSyntaxId.Length;
        if (rest.Length < length)
        {
            return false;
        }

        var syntaxes = new RpcSyntaxId[syntaxCount];
        for (int i = 0; i < syntaxCount; i++)
        {
            syntaxes[i] = RpcSyntaxId.Read(rest[(ContextHeaderLength + i * RpcSyntaxId.Length)..]);
        }

        context = new PresentationContext(BinaryPrimitives.ReadUInt16LittleEndian(rest), RpcSyntaxId.Read(rest[4..]), syntaxes);
        rest = rest[length..];
        return true;
    }

    private static void WriteContext(ref Span<byte> rest, PresentationContext context)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(rest, context.Id);
        rest[2] = (byte)context.TransferSyntaxes.Count;
        context.AbstractSyntax.Write(rest[4..]);
        rest = rest[ContextHeaderLength..];
        foreach (RpcSyntaxId syntax in context.TransferSyntaxes)
        {
            syntax.Write(rest);
            rest = rest[RpcSyntaxId.Length..];
        }
    }
}
