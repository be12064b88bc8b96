using System.Buffers.Binary;

namespace RpcHttpProxy.Protocol;

/// <summary>
/// Reads NDR primitives ([C706] 14.2) off a span, aligned from its start. What the span doesn't hold reads as zero and sets
/// <see cref="IsOverrun"/>, so that it is asked once, and not after each field.
/// </summary>
internal ref struct NdrReader(ReadOnlySpan<byte> bytes, bool isBigEndian)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;
    private int _position;

    /// <summary>True when more was read than there is.</summary>
    public bool IsOverrun { get; private set; }

    /// <summary>Bytes that weren't read.</summary>
    public readonly int Remaining => _bytes.Length - _position;

    /// <summary>Skips what alignment leaves unused.</summary>
    public void Align(int alignment) => Take(-_position & (alignment - 1));

    public ushort UInt16()
    {
        Align(sizeof(ushort));
        ReadOnlySpan<byte> two = Take(sizeof(ushort));
        return two.IsEmpty ? (ushort)0
            : isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(two) : BinaryPrimitives.ReadUInt16LittleEndian(two);
    }

    public uint UInt32()
    {
        Align(sizeof(uint));
        ReadOnlySpan<byte> four = Take(sizeof(uint));
        return four.IsEmpty ? 0 : isBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(four) : BinaryPrimitives.ReadUInt32LittleEndian(four);
    }

    public long Int64()
    {
        Align(sizeof(long));
        ReadOnlySpan<byte> eight = Take(sizeof(long));
        return eight.IsEmpty ? 0 : isBigEndian ? BinaryPrimitives.ReadInt64BigEndian(eight) : BinaryPrimitives.ReadInt64LittleEndian(eight);
    }

    /// <summary>So many bytes as they are; empty when there are fewer.</summary>
    public ReadOnlySpan<byte> Take(int count)
    {
        if (count > Remaining)
        {
            IsOverrun = true;
            _position = _bytes.Length;
            return default;
        }

        _position += count;
        return _bytes.Slice(_position - count, count);
    }
}
