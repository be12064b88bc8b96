using System.Buffers;

namespace RpcHttpProxy.Protocol;

// [rpch 2.1.2.1.7/1-3, 2.1.2.1.8/1-3] PDUs follow each other from the first byte on, nothing between them
/// <summary>
/// Cuts a byte stream into connection-oriented RPC PDUs by their common header ([C706] 12.6.1). Judges each header byte as soon as it
/// is there, never waits for a PDU it would refuse, never copies or allocates.
/// </summary>
public static class PduFramer
{
    /// <summary>The most that frag_length can say, in bytes.</summary>
    public const int DefaultMaxPduLength = ushort.MaxValue;

    private const int FragLengthEnd = PduHeader.FragLengthOffset + sizeof(ushort);

    /// <summary>Takes one PDU off the front of <paramref name="buffer"/>.</summary>
    /// <param name="buffer">What has arrived; moved behind the PDU when one is complete, else left alone.</param>
    /// <param name="maxLength">The longest PDU to accept, in bytes.</param>
    /// <param name="isEnd">Whether nothing will follow.</param>
    /// <param name="pdu">The PDU, still in the buffer's memory; empty unless the answer is <see cref="FrameResult.Complete"/>.</param>
    public static FrameResult TryRead(ref ReadOnlySequence<byte> buffer, int maxLength, bool isEnd, out ReadOnlySequence<byte> pdu)
    {
        pdu = default;
        FrameResult result = Judge(in buffer, maxLength, isEnd, out int length);
        if (result != FrameResult.Complete)
        {
            return result;
        }

        pdu = buffer.Slice(0, length);
        buffer = buffer.Slice(pdu.End);
        return FrameResult.Complete;
    }

    /// <summary>The same over one span.</summary>
    /// <inheritdoc cref="TryRead(ref ReadOnlySequence{byte}, int, bool, out ReadOnlySequence{byte})"/>
    public static FrameResult TryRead(ref ReadOnlySpan<byte> buffer, int maxLength, bool isEnd, out ReadOnlySpan<byte> pdu)
    {
        pdu = default;
        FrameResult result = Judge(buffer, buffer.Length, maxLength, isEnd, out int length);
        if (result != FrameResult.Complete)
        {
            return result;
        }

        pdu = buffer[..length];
        buffer = buffer[length..];
        return FrameResult.Complete;
    }

    private static FrameResult Judge(in ReadOnlySequence<byte> buffer, int maxLength, bool isEnd, out int length)
    {
        ReadOnlySpan<byte> first = buffer.FirstSpan;
        if (buffer.IsSingleSegment || first.Length >= PduHeader.Length)
        {
            return Judge(first, buffer.Length, maxLength, isEnd, out length);
        }

        Span<byte> header = stackalloc byte[PduHeader.Length];
        ReadOnlySequence<byte> start = buffer.Slice(0, Math.Min(buffer.Length, PduHeader.Length));
        start.CopyTo(header);
        return Judge(header[..(int)start.Length], buffer.Length, maxLength, isEnd, out length);
    }

    /// <summary>The verdict on <paramref name="available"/> bytes of which <paramref name="start"/> are the first.</summary>
    private static FrameResult Judge(ReadOnlySpan<byte> start, long available, int maxLength, bool isEnd, out int length)
    {
        length = 0;
        if (!CanBegin(start))
        {
            return FrameResult.Invalid;
        }

        if (start.Length >= FragLengthEnd)
        {
            length = PduHeader.FragLength(start);
            if (length < ShortestOf(start) || length > maxLength)
            {
                return FrameResult.Invalid;
            }

            if (available >= length)
            {
                return FrameResult.Complete;
            }
        }

        return isEnd && available > 0 ? FrameResult.Truncated : FrameResult.NeedMoreData;
    }

    /// <summary>Whether a PDU can begin with these bytes, however few they are.</summary>
    private static bool CanBegin(ReadOnlySpan<byte> start)
    {
        if (start.Length > PduHeader.VersionOffset && start[PduHeader.VersionOffset] != PduHeader.RpcVersion)
        {
            return false;
        }

        if (start.Length <= PduHeader.DataRepresentationOffset)
        {
            return true;
        }

        return IsRts(start) ? PduHeader.IsLittleEndian(start) : PduHeader.HasKnownByteOrder(start); // RTS: 2.2.3.6.1
    }

    private static int ShortestOf(ReadOnlySpan<byte> header) => IsRts(header) ? RtsPdu.HeaderLength : PduHeader.Length;

    private static bool IsRts(ReadOnlySpan<byte> header) => PduHeader.PacketType(header) == PduHeader.RtsPacketType;
}
