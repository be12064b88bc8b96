using System.Buffers;
using System.Buffers.Binary;

namespace RpcHttpProxy.Core.Tests.Roles;

/// <summary>RPC PDUs that differ in every byte the core may not touch.</summary>
internal static class RpcPdus
{
    private const int HeaderLength = 16;
    private const byte Request = 0;

    /// <summary>A request PDU of <paramref name="length"/> bytes, at least 16, whose body comes from <paramref name="seed"/>.</summary>
    public static byte[] Make(int length, int seed)
    {
        var pdu = new byte[length];
        new Random(seed).NextBytes(pdu);
        pdu[0] = 5;
        pdu[1] = 0;
        pdu[2] = Request;
        pdu[3] = 0x03;
        BinaryPrimitives.WriteUInt32LittleEndian(pdu.AsSpan(4), 0x10);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), checked((ushort)length));
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(10), 0);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu.AsSpan(12), (uint)seed);
        return pdu;
    }

    /// <summary>Several PDUs of different lengths.</summary>
    public static byte[][] Several(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(i => Make(random.Next(HeaderLength, 6_000), seed + i))];
    }

    public static ReadOnlySequence<byte> AsSequence(this byte[] bytes) => new(bytes);
}
