using System.Buffers;

namespace RpcHttpProxy.TestKit;

/// <summary>The same bytes cut in every way a network may cut them.</summary>
public static class SplitSequences
{
    /// <summary>One sequence for each place where two segments can meet, empty first and last segments included.</summary>
    public static IEnumerable<ReadOnlySequence<byte>> InTwo(byte[] bytes)
    {
        for (int at = 0; at <= bytes.Length; at++)
        {
            yield return Of(bytes[..at], bytes[at..]);
        }
    }

    /// <summary>One segment a byte.</summary>
    public static ReadOnlySequence<byte> ByteByByte(byte[] bytes) => Of([.. bytes.Select(b => new[] { b })]);

    /// <summary>One segment an array.</summary>
    public static ReadOnlySequence<byte> Of(params byte[][] segments)
    {
        if (segments.Length == 0)
        {
            return ReadOnlySequence<byte>.Empty;
        }

        var first = new Segment(segments[0], 0);
        Segment last = first;
        foreach (byte[] bytes in segments.Skip(1))
        {
            last = last.Append(bytes);
        }

        return new ReadOnlySequence<byte>(first, 0, last, last.Memory.Length);
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] bytes, long runningIndex)
        {
            Memory = bytes;
            RunningIndex = runningIndex;
        }

        public Segment Append(byte[] bytes)
        {
            var next = new Segment(bytes, RunningIndex + Memory.Length);
            Next = next;
            return next;
        }
    }
}
