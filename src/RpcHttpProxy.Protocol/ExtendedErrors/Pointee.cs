using System.Buffers.Binary;
using System.Text;

namespace RpcHttpProxy.Protocol;

/// <summary>A pointer of NDR to an array, which will come behind all records: how long it is, in its units.</summary>
internal readonly record struct Pointee(short Count, bool IsNull)
{
    /// <summary>EEAString, EEUString or BinaryEEInfo: a short that counts, and a pointer.</summary>
    public static Pointee Read(ref NdrReader ndr)
    {
        short count = (short)ndr.UInt16();
        return new Pointee(count, IsNull: ndr.UInt32() == 0);
    }

    /// <summary>Text up to its first NUL. That it is there is demanded, unless there is no text at all.</summary>
    public ExtendedErrorFault ReadText(int unit, ref NdrReader ndr, bool isBigEndian, out string? text)
    {
        text = null;
        ExtendedErrorFault fault = ReadArray(unit, ref ndr, out ReadOnlySpan<byte> bytes);
        if (fault != ExtendedErrorFault.None)
        {
            return fault;
        }

        string all = unit == sizeof(byte) ? Encoding.Latin1.GetString(bytes) : Utf16(bytes, isBigEndian);
        int end = all.IndexOf('\0', StringComparison.Ordinal);
        if (end < 0 && !IsNull)
        {
            return ExtendedErrorFault.Text;
        }

        text = end < 0 ? "" : all[..end];
        return ExtendedErrorFault.None;
    }

    /// <summary>The conformant array behind a pointer; none behind null, which must then have been counted as empty.</summary>
    public ExtendedErrorFault ReadArray(int unit, ref NdrReader ndr, out ReadOnlySpan<byte> bytes)
    {
        bytes = default;
        if (IsNull)
        {
            return Count == 0 ? ExtendedErrorFault.None : ExtendedErrorFault.Count;
        }

        uint maxCount = ndr.UInt32();
        if (ndr.IsOverrun)
        {
            return ExtendedErrorFault.Truncated;
        }

        if (maxCount != Count)
        {
            return ExtendedErrorFault.Count; // one below zero is unlike any
        }

        bytes = ndr.Take(Count * unit);
        return ndr.IsOverrun ? ExtendedErrorFault.Truncated : ExtendedErrorFault.None;
    }

    /// <summary>Unit by unit, since a decoder would replace what isn't well formed.</summary>
    private static string Utf16(ReadOnlySpan<byte> bytes, bool isBigEndian) => string.Create(bytes.Length / sizeof(char), bytes, (text, source) =>
    {
        for (int i = 0; i < text.Length; i++)
        {
            ReadOnlySpan<byte> unit = source[(i * sizeof(char))..];
            text[i] = (char)(isBigEndian ? BinaryPrimitives.ReadUInt16BigEndian(unit) : BinaryPrimitives.ReadUInt16LittleEndian(unit));
        }
    });
}
