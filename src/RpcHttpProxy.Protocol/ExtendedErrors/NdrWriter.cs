using System.Buffers;
using System.Buffers.Binary;

namespace RpcHttpProxy.Protocol;

/// <summary>Writes NDR primitives ([C706] 14.2), little-endian, aligned from the start; unused bytes are zero.</summary>
internal sealed class NdrWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public ReadOnlySpan<byte> Written => _bytes.WrittenSpan;

    public void Align(int alignment)
    {
        int gap = -_bytes.WrittenCount & (alignment - 1);
        _bytes.GetSpan(alignment)[..gap].Clear();
        _bytes.Advance(gap);
    }

    public void Byte(byte value) => Bytes([value]);

    public void UInt16(ushort value)
    {
        Align(sizeof(ushort));
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.GetSpan(sizeof(ushort)), value);
        _bytes.Advance(sizeof(ushort));
    }

    public void UInt32(uint value)
    {
        Align(sizeof(uint));
        BinaryPrimitives.WriteUInt32LittleEndian(_bytes.GetSpan(sizeof(uint)), value);
        _bytes.Advance(sizeof(uint));
    }

    public void Int64(long value)
    {
        Align(sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(_bytes.GetSpan(sizeof(long)), value);
        _bytes.Advance(sizeof(long));
    }

    public void Bytes(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);
}
