using System.Buffers;
using System.Buffers.Binary;

namespace RpcHttpProxy.Services.Tests;

/// <summary>PDUs put together by plain offsets, so that a test does not lean on the writers it tests.</summary>
internal static class Pdu
{
    public const byte First = 1;
    public const byte Last = 2;
    public const byte Whole = 3;

    public static byte[] Of(byte type, uint callId, byte flags = Whole, params byte[] body)
    {
        var pdu = new byte[16 + body.Length];
        pdu[0] = 5;
        pdu[2] = type;
        pdu[3] = flags;
        pdu[4] = 0x10;
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), (ushort)pdu.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu.AsSpan(12), callId);
        body.CopyTo(pdu, 16);
        return pdu;
    }

    public static byte[] Request(uint callId, ushort opnum, ReadOnlySpan<byte> stub, byte flags = Whole, ushort context = 0) =>
        Of(0, callId, flags, [0, 0, 0, 0, (byte)context, (byte)(context >> 8), (byte)opnum, (byte)(opnum >> 8), .. stub]);

    /// <summary>A request cut into PDUs of <paramref name="size"/> stub octets; the stub is not empty.</summary>
    public static IEnumerable<byte[]> Fragments(uint callId, ushort opnum, byte[] stub, int size)
    {
        for (int at = 0; at < stub.Length; at += size)
        {
            byte flags = (byte)((at == 0 ? First : 0) | (at + size >= stub.Length ? Last : 0));
            yield return Request(callId, opnum, stub.AsSpan(at, Math.Min(size, stub.Length - at)), flags);
        }
    }

    /// <summary>The PDU with a security trailer of NTLM, level connect, and a token of four octets.</summary>
    public static byte[] WithVerifier(byte[] pdu)
    {
        byte[] signed = [.. pdu, 10, 2, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4];
        BinaryPrimitives.WriteUInt16LittleEndian(signed.AsSpan(8), (ushort)signed.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(signed.AsSpan(10), 4);
        return signed;
    }

    /// <summary>The same octets at other values.</summary>
    public static byte[] With(byte[] pdu, int offset, params byte[] values)
    {
        byte[] changed = [.. pdu];
        values.CopyTo(changed, offset);
        return changed;
    }

    public static byte[] BigEndian(byte[] pdu)
    {
        byte[] changed = With(pdu, 4, 0x00);
        changed.AsSpan(8, 2).Reverse();
        changed.AsSpan(10, 2).Reverse();
        changed.AsSpan(12, 4).Reverse();
        return changed;
    }

    public static byte[] UInt32s(params uint[] values)
    {
        var stub = new byte[4 * values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(stub.AsSpan(4 * i), values[i]);
        }

        return stub;
    }

    /// <summary>The octets 0, 1 … 255, 0 …</summary>
    public static byte[] Counting(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];

    public static byte[] ArrayRequest(byte[] octets) => [.. UInt32s((uint)octets.Length, (uint)octets.Length), .. octets];

    public static byte Type(byte[] pdu) => pdu[2];

    public static uint CallId(byte[] pdu) => BinaryPrimitives.ReadUInt32LittleEndian(pdu.AsSpan(12));

    public static uint FaultStatus(byte[] pdu) => Type(pdu) == 3 ? BinaryPrimitives.ReadUInt32LittleEndian(pdu.AsSpan(24)) : 0;

    public static List<byte[]> Split(ReadOnlySpan<byte> stream)
    {
        var pdus = new List<byte[]>();
        while (!stream.IsEmpty)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(stream[8..]);
            pdus.Add(stream[..length].ToArray());
            stream = stream[length..];
        }

        return pdus;
    }

    public static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }
}
