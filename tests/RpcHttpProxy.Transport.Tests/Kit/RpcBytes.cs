using System.Buffers.Binary;

namespace RpcHttpProxy.Transport.Tests.Kit;

/// <summary>RPC PDUs whose bytes come from a seed.</summary>
internal static class RpcBytes
{
    private const byte Request = 0;

    /// <summary>A request PDU of <paramref name="length"/> bytes, at least 16 and at most 65 535.</summary>
    public static byte[] Pdu(int length, int seed)
    {
        var pdu = new byte[length];
        new Random(seed).NextBytes(pdu);
        ReadOnlySpan<byte> head = [5, 0, Request, 0x03, 0x10, 0, 0, 0];
        head.CopyTo(pdu);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), checked((ushort)length));
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(10), 0);
        return pdu;
    }

    /// <summary>Several PDUs of different lengths, one behind the other.</summary>
    public static byte[] Several(int count, int seed, int longest = 6_000)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).SelectMany(i => Pdu(random.Next(24, longest), seed + i))];
    }
}
