using System.Buffers.Binary;

namespace RpcHttpProxy.Protocol;

/// <summary>Encodes an extended error ([MS-EERR] 2.2.2.1), little-endian and to the byte as Windows does.</summary>
public static class ExtendedErrorWriter
{
    /* What Windows gives to its first pointer, and the distance to the next; any number but 0 and each but once would do ([C706] 14.3.10). */
    private const uint FirstReferent = 0x0002_0000;
    private const uint ReferentStep = 4;

    /// <summary>Encodes the sequence, the error first and its root last.</summary>
    /// <exception cref="ArgumentException">No record, more than four parameters in one, or text or bytes longer than a short can count.</exception>
    public static byte[] Write(params ReadOnlySpan<ExtendedErrorInfo> sequence)
    {
        if (sequence.IsEmpty)
        {
            throw new ArgumentException("An error sequence has one record at least.", nameof(sequence));
        }

        var ndr = new NdrWriter();
        uint referent = FirstReferent;
        WriteReferent(ndr, ref referent);
        for (int i = 0; i < sequence.Length; i++)
        {
            WriteRecord(ndr, sequence[i], i < sequence.Length - 1, ref referent);
        }

        for (int i = sequence.Length - 1; i >= 0; i--)
        {
            WritePointees(ndr, sequence[i]);
        }

        ndr.Align(TypeSerialization.Alignment);
        return [.. Headers(ndr.Written.Length), .. ndr.Written];
    }

    private static byte[] Headers(int objectLength)
    {
        var headers = new byte[TypeSerialization.HeadersLength];
        headers[0] = TypeSerialization.Version;
        headers[TypeSerialization.EndiannessOffset] = TypeSerialization.LittleEndian;
        BinaryPrimitives.WriteUInt16LittleEndian(
            headers.AsSpan(TypeSerialization.CommonHeaderLengthOffset), TypeSerialization.CommonHeaderLength);
        BinaryPrimitives.WriteUInt32LittleEndian(headers.AsSpan(TypeSerialization.FillerOffset), TypeSerialization.Filler);
        BinaryPrimitives.WriteInt32LittleEndian(headers.AsSpan(TypeSerialization.ObjectBufferLengthOffset), objectLength);
        return headers;
    }

    private static void WriteRecord(NdrWriter ndr, ExtendedErrorInfo record, bool hasNext, ref uint referent)
    {
        if (record.Params.Length > ExtendedErrorInfo.MaxParams)
        {
            throw new ArgumentException($"An error record has {ExtendedErrorInfo.MaxParams} parameters at most.", nameof(record));
        }

        ndr.UInt32((uint)record.Params.Length); // the conformance of Params precedes the structure
        ndr.Align(sizeof(long));
        if (hasNext)
        {
            WriteReferent(ndr, ref referent);
        }
        else
        {
            ndr.UInt32(0);
        }

        WriteName(ndr, record.ComputerName, ref referent);
        ndr.UInt32(record.ProcessID);
        ndr.Int64(record.TimeStamp);
        ndr.UInt32(record.GeneratingComponent);
        ndr.UInt32(record.Status);
        ndr.UInt16(record.DetectionLocation);
        ndr.UInt16((ushort)record.Flags);
        ndr.UInt16((ushort)record.Params.Length);
        foreach (ExtendedErrorParam parameter in record.Params)
        {
            WriteParam(ndr, parameter, ref referent);
        }
    }

    private static void WriteName(NdrWriter ndr, string? name, ref uint referent)
    {
        ushort type = name is null ? ExtendedErrorReader.NameNotPresent : ExtendedErrorReader.NamePresent;
        ndr.UInt16(type);
        ndr.UInt16(type);
        if (name is not null)
        {
            WritePointer(ndr, name.Length + 1, ref referent);
        }
    }

    private static void WriteParam(NdrWriter ndr, ExtendedErrorParam parameter, ref uint referent)
    {
        ndr.Align(sizeof(long)); // the alignment of the widest arm, PVal
        var type = (ushort)TypeOf(parameter);
        ndr.UInt16(type);
        ndr.UInt16(type);
        switch (parameter)
        {
            case ExtendedErrorParam.AnsiString ansi:
                WritePointer(ndr, ansi.Text.Length + 1, ref referent);
                break;
            case ExtendedErrorParam.UnicodeString unicode:
                WritePointer(ndr, unicode.Text.Length + 1, ref referent);
                break;
            case ExtendedErrorParam.Blob blob:
                WritePointer(ndr, blob.Bytes.Length, ref referent);
                break;
            case ExtendedErrorParam.LVal number:
                ndr.UInt32((uint)number.Value);
                break;
            case ExtendedErrorParam.IVal number:
                ndr.UInt16((ushort)number.Value);
                break;
            case ExtendedErrorParam.PVal number:
                ndr.Int64(number.Value);
                break;
        }
    }

    private static ExtendedErrorParamType TypeOf(ExtendedErrorParam parameter) => parameter switch
    {
        ExtendedErrorParam.AnsiString => ExtendedErrorParamType.AnsiString,
        ExtendedErrorParam.UnicodeString => ExtendedErrorParamType.UnicodeString,
        ExtendedErrorParam.LVal => ExtendedErrorParamType.LongVal,
        ExtendedErrorParam.IVal => ExtendedErrorParamType.ShortValue,
        ExtendedErrorParam.PVal => ExtendedErrorParamType.PointerValue,
        ExtendedErrorParam.Blob => ExtendedErrorParamType.Binary,
        _ => ExtendedErrorParamType.None,
    };

    private static void WritePointer(NdrWriter ndr, int count, ref uint referent)
    {
        if (count > short.MaxValue)
        {
            throw new ArgumentException($"No more than {short.MaxValue} units can be counted.", nameof(count));
        }

        ndr.UInt16((ushort)count);
        WriteReferent(ndr, ref referent);
    }

    private static void WriteReferent(NdrWriter ndr, ref uint referent)
    {
        ndr.UInt32(referent);
        referent += ReferentStep;
    }

    private static void WritePointees(NdrWriter ndr, ExtendedErrorInfo record)
    {
        if (record.ComputerName is not null)
        {
            WriteUtf16(ndr, record.ComputerName);
        }

        foreach (ExtendedErrorParam parameter in record.Params)
        {
            switch (parameter)
            {
                case ExtendedErrorParam.AnsiString ansi:
                    WriteLatin1(ndr, ansi.Text);
                    break;
                case ExtendedErrorParam.UnicodeString unicode:
                    WriteUtf16(ndr, unicode.Text);
                    break;
                case ExtendedErrorParam.Blob blob:
                    ndr.UInt32((uint)blob.Bytes.Length);
                    ndr.Bytes(blob.Bytes.AsSpan());
                    break;
            }
        }
    }

    /// <summary>Unit by unit, so that the count stands: an encoder would make one question mark of a surrogate pair.</summary>
    private static void WriteLatin1(NdrWriter ndr, string text)
    {
        ndr.UInt32((uint)text.Length + 1);
        foreach (char unit in text)
        {
            ndr.Byte(unit <= byte.MaxValue ? (byte)unit : (byte)'?');
        }

        ndr.Byte(0);
    }

    private static void WriteUtf16(NdrWriter ndr, string text)
    {
        ndr.UInt32((uint)text.Length + 1);
        foreach (char unit in text)
        {
            ndr.UInt16(unit);
        }

        ndr.UInt16(0);
    }
}
