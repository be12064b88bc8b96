using System.Buffers.Binary;
using System.Collections.Immutable;

namespace RpcHttpProxy.Protocol;

/// <summary>Reads an encoded extended error ([MS-EERR] 2.2.2.2): one pointer to the first record, as type serialization version 1.</summary>
public static class ExtendedErrorReader
{
    /// <summary>Ours: the longest BLOB that is looked at, in bytes. A reason phrase carries less than 768, a message body as much or little more.</summary>
    public const int MaxLength = 16_384;

    /* eecnpPresent and eecnpNotPresent, [MS-EERR] 2.2.1.6 */
    internal const ushort NamePresent = 1;
    internal const ushort NameNotPresent = 2;

    /// <summary>
    /// Reads the error sequence, which fills <paramref name="blob"/>. Answers <see cref="ExtendedErrorFault.None"/> and one record or more, or
    /// the first fault and an empty array: one violation makes all of it void. Never throws; what it allocates is proportional to the BLOB.
    /// </summary>
    public static ExtendedErrorFault Read(ReadOnlySpan<byte> blob, out ImmutableArray<ExtendedErrorInfo> sequence)
    {
        sequence = [];
        ExtendedErrorFault fault = CheckHeaders(blob);
        if (fault != ExtendedErrorFault.None)
        {
            return fault;
        }

        bool isBigEndian = blob[TypeSerialization.EndiannessOffset] == TypeSerialization.BigEndian;
        var ndr = new NdrReader(blob[TypeSerialization.HeadersLength..], isBigEndian);
        var drafts = new List<RecordDraft>(1);
        fault = ReadRecords(ref ndr, drafts);
        if (fault != ExtendedErrorFault.None)
        {
            return fault;
        }

        // What records point to comes when all of them are over, the last one's first: Next is the first pointer of each.
        var records = new ExtendedErrorInfo[drafts.Count];
        for (int i = records.Length - 1; i >= 0; i--)
        {
            fault = Complete(drafts[i], ref ndr, isBigEndian, out ExtendedErrorInfo? record);
            if (fault != ExtendedErrorFault.None)
            {
                return fault;
            }

            records[i] = record!;
        }

        if (ndr.Remaining >= TypeSerialization.Alignment)
        {
            return ExtendedErrorFault.BytesBehind;
        }

        sequence = ImmutableArray.Create(records);
        return ExtendedErrorFault.None;
    }

    private static ExtendedErrorFault CheckHeaders(ReadOnlySpan<byte> blob)
    {
        if (blob.Length > MaxLength)
        {
            return ExtendedErrorFault.TooLong;
        }

        if (blob.Length < TypeSerialization.HeadersLength)
        {
            return ExtendedErrorFault.Truncated;
        }

        if (blob[0] != TypeSerialization.Version
            || blob[TypeSerialization.EndiannessOffset] is not (TypeSerialization.LittleEndian or TypeSerialization.BigEndian)
            || ReadUInt16(blob, TypeSerialization.CommonHeaderLengthOffset) != TypeSerialization.CommonHeaderLength)
        {
            return ExtendedErrorFault.Header;
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(blob[TypeSerialization.ObjectBufferLengthOffset..]);
        return length % TypeSerialization.Alignment == 0 && length == blob.Length - TypeSerialization.HeadersLength
            ? ExtendedErrorFault.None
            : ExtendedErrorFault.ObjectBufferLength;
    }

    private static ExtendedErrorFault ReadRecords(ref NdrReader ndr, List<RecordDraft> drafts)
    {
        bool isNext = ndr.UInt32() != 0;
        if (ndr.IsOverrun)
        {
            return ExtendedErrorFault.Truncated;
        }

        if (!isNext)
        {
            return ExtendedErrorFault.NoRecord;
        }

        while (isNext)
        {
            ExtendedErrorFault fault = ReadRecord(ref ndr, out RecordDraft draft, out isNext);
            if (fault != ExtendedErrorFault.None)
            {
                return fault;
            }

            drafts.Add(draft);
        }

        return ExtendedErrorFault.None;
    }

    /// <summary>The conformance of Params, which stands before the structure, and the structure.</summary>
    private static ExtendedErrorFault ReadRecord(ref NdrReader ndr, out RecordDraft draft, out bool isNext)
    {
        draft = default;
        uint maxCount = ndr.UInt32();
        ndr.Align(sizeof(long));
        isNext = ndr.UInt32() != 0;
        ExtendedErrorFault fault = ReadUnionHead(ref ndr, out ushort nameType);
        if (fault != ExtendedErrorFault.None)
        {
            return fault;
        }

        if (nameType is not (NamePresent or NameNotPresent))
        {
            return ExtendedErrorFault.Discriminant;
        }

        Pointee? name = nameType == NamePresent ? Pointee.Read(ref ndr) : null;
        var record = new ExtendedErrorInfo
        {
            ProcessID = ndr.UInt32(),
            TimeStamp = ndr.Int64(),
            GeneratingComponent = ndr.UInt32(),
            Status = ndr.UInt32(),
            DetectionLocation = ndr.UInt16(),
            Flags = (ExtendedErrorFlags)ndr.UInt16(),
        };
        ushort count = ndr.UInt16();
        if (ndr.IsOverrun)
        {
            return ExtendedErrorFault.Truncated;
        }

        if (count > ExtendedErrorInfo.MaxParams || count != maxCount)
        {
            return ExtendedErrorFault.Count;
        }

        var parameters = new ParamDraft[count];
        for (int i = 0; i < count; i++)
        {
            fault = ReadParam(ref ndr, out parameters[i]);
            if (fault != ExtendedErrorFault.None)
            {
                return fault;
            }
        }

        draft = new RecordDraft(record, name, parameters);
        return ExtendedErrorFault.None;
    }

    private static ExtendedErrorFault ReadParam(ref NdrReader ndr, out ParamDraft draft)
    {
        draft = default;
        ndr.Align(sizeof(long)); // the alignment of the widest arm, PVal
        ExtendedErrorFault fault = ReadUnionHead(ref ndr, out ushort type);
        if (fault != ExtendedErrorFault.None)
        {
            return fault;
        }

        switch ((ExtendedErrorParamType)type)
        {
            case ExtendedErrorParamType.AnsiString:
            case ExtendedErrorParamType.UnicodeString:
            case ExtendedErrorParamType.Binary:
                draft = new ParamDraft((ExtendedErrorParamType)type, Pointee.Read(ref ndr), null);
                break;
            case ExtendedErrorParamType.LongVal:
                draft = new ParamDraft(default, default, new ExtendedErrorParam.LVal((int)ndr.UInt32()));
                break;
            case ExtendedErrorParamType.ShortValue:
                draft = new ParamDraft(default, default, new ExtendedErrorParam.IVal((short)ndr.UInt16()));
                break;
            case ExtendedErrorParamType.PointerValue:
                draft = new ParamDraft(default, default, new ExtendedErrorParam.PVal(ndr.Int64()));
                break;
            case ExtendedErrorParamType.None:
                draft = new ParamDraft(default, default, new ExtendedErrorParam.None());
                break;
            default:
                return ExtendedErrorFault.Discriminant;
        }

        return ndr.IsOverrun ? ExtendedErrorFault.Truncated : ExtendedErrorFault.None;
    }

    /// <summary>Type, and the union's own copy of it.</summary>
    private static ExtendedErrorFault ReadUnionHead(ref NdrReader ndr, out ushort type)
    {
        type = ndr.UInt16();
        ushort discriminant = ndr.UInt16();
        return ndr.IsOverrun ? ExtendedErrorFault.Truncated
            : type != discriminant ? ExtendedErrorFault.Discriminant
            : ExtendedErrorFault.None;
    }

    private static ExtendedErrorFault Complete(RecordDraft draft, ref NdrReader ndr, bool isBigEndian, out ExtendedErrorInfo? record)
    {
        record = null;
        string? name = null;
        if (draft.Name is { } pointee)
        {
            ExtendedErrorFault fault = pointee.ReadText(sizeof(char), ref ndr, isBigEndian, out name);
            if (fault != ExtendedErrorFault.None)
            {
                return fault;
            }
        }

        var parameters = new ExtendedErrorParam[draft.Params.Length];
        for (int i = 0; i < parameters.Length; i++)
        {
            ExtendedErrorFault fault = Complete(draft.Params[i], ref ndr, isBigEndian, out ExtendedErrorParam? parameter);
            if (fault != ExtendedErrorFault.None)
            {
                return fault;
            }

            parameters[i] = parameter!;
        }

        record = draft.Record with { ComputerName = name, Params = ImmutableArray.Create(parameters) };
        return ExtendedErrorFault.None;
    }

    private static ExtendedErrorFault Complete(ParamDraft draft, ref NdrReader ndr, bool isBigEndian, out ExtendedErrorParam? parameter)
    {
        parameter = draft.Value;
        if (parameter is not null)
        {
            return ExtendedErrorFault.None;
        }

        if (draft.Type == ExtendedErrorParamType.Binary)
        {
            ExtendedErrorFault blobFault = draft.Pointee.ReadArray(sizeof(byte), ref ndr, out ReadOnlySpan<byte> bytes);
            parameter = new ExtendedErrorParam.Blob(ImmutableArray.Create(bytes));
            return blobFault;
        }

        bool isAnsi = draft.Type == ExtendedErrorParamType.AnsiString;
        ExtendedErrorFault fault = draft.Pointee.ReadText(isAnsi ? sizeof(byte) : sizeof(char), ref ndr, isBigEndian, out string? text);
        parameter = isAnsi ? new ExtendedErrorParam.AnsiString(text ?? "") : new ExtendedErrorParam.UnicodeString(text ?? "");
        return fault;
    }

    private static ushort ReadUInt16(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[offset..]);

    /// <summary>A record whose pointers weren't followed yet.</summary>
    private readonly record struct RecordDraft(ExtendedErrorInfo Record, Pointee? Name, ParamDraft[] Params);

    /// <summary>A parameter: its value, or the type and length of what it points to.</summary>
    private readonly record struct ParamDraft(ExtendedErrorParamType Type, Pointee Pointee, ExtendedErrorParam? Value);
}
