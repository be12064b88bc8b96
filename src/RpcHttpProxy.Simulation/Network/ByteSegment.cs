using System.Buffers;

namespace RpcHttpProxy.Simulation.Network;

/// <summary>One segment of a sequence of bytes that arrived in pieces.</summary>
internal sealed class ByteSegment : ReadOnlySequenceSegment<byte>
{
    /// <summary>The first <paramref name="length"/> bytes of the pieces.</summary>
    public static ReadOnlySequence<byte> Join(IEnumerable<ReadOnlyMemory<byte>> pieces, long length)
    {
        ByteSegment? first = null;
        ByteSegment? last = null;
        foreach (ReadOnlyMemory<byte> piece in pieces)
        {
            var next = new ByteSegment { Memory = piece, RunningIndex = last is null ? 0 : last.RunningIndex + last.Memory.Length };
            if (last is not null)
            {
                last.Next = next;
            }

            first ??= next;
            last = next;
        }

        return first is null ? ReadOnlySequence<byte>.Empty : new ReadOnlySequence<byte>(first, 0, last!, last!.Memory.Length).Slice(0, length);
    }
}
