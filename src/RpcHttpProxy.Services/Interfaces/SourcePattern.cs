using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>SourceData's [out] array: max_count and then octets that count 0, 1 … 255, 0 …; made on demand, never held.</summary>
internal sealed class SourcePattern(int octets) : IRpcStub
{
    private const int MaxCountLength = sizeof(uint);
    private const int Period = 256;

    /// <summary>Copied in runs of 4 KiB; the period more lets a run begin at any octet value.</summary>
    private const int RunLength = 4096;

    private static readonly byte[] _counting = [.. Enumerable.Range(0, RunLength + Period).Select(i => (byte)i)];

    public int Length => MaxCountLength + octets;

    public void CopyTo(int offset, Span<byte> destination)
    {
        if (offset < MaxCountLength)
        {
            CopyMaxCount(ref offset, ref destination);
        }

        int position = offset - MaxCountLength;
        while (!destination.IsEmpty)
        {
            int run = Math.Min(RunLength, destination.Length);
            _counting.AsSpan(position % Period, run).CopyTo(destination);
            destination = destination[run..];
            position += run;
        }
    }

    private void CopyMaxCount(ref int offset, ref Span<byte> destination)
    {
        Span<byte> maxCount = stackalloc byte[MaxCountLength];
        BinaryPrimitives.WriteUInt32LittleEndian(maxCount, (uint)octets);
        int count = Math.Min(MaxCountLength - offset, destination.Length);
        maxCount.Slice(offset, count).CopyTo(destination);
        offset += count;
        destination = destination[count..];
    }
}
