using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>len, max_count and the octets they count, without a copy of the octets.</summary>
internal sealed class ArrayStub(ReadOnlyMemory<byte> octets) : IRpcStub
{
    public int Length => EchoInterface.OctetsOffset + octets.Length;

    public void CopyTo(int offset, Span<byte> destination)
    {
        if (offset < EchoInterface.OctetsOffset)
        {
            Span<byte> counts = stackalloc byte[EchoInterface.OctetsOffset];
            BinaryPrimitives.WriteUInt32LittleEndian(counts, (uint)octets.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(counts[EchoInterface.MaxCountOffset..], (uint)octets.Length);
            int count = Math.Min(counts.Length - offset, destination.Length);
            counts.Slice(offset, count).CopyTo(destination);
            offset += count;
            destination = destination[count..];
        }

        octets.Span.Slice(offset - EchoInterface.OctetsOffset, destination.Length).CopyTo(destination);
    }
}
