using System.Buffers.Binary;

namespace RpcHttpProxy.Differential.Tests.Wire;

/// <summary>
/// The PDUs that cases are told with: golden vectors, with the cookies a case wants in them. In the vectors the connection is 10…, its OUT
/// channel 20…, its IN channel 30…; recycling vectors name the predecessor 40… and the successor 50…. Cases call both channels of a
/// connection 40…, so that each recycling vector names the right predecessor as it stands.
/// </summary>
internal static class Rts
{
    private const int FragLengthOffset = 8;     // [C706] 12.6.1
    private const int CallIdOffset = 12;
    private const int RequestHeader = 24;       // common header, alloc_hint, context, opnum

    public static byte[] Connection { get; } = Cookie(0x10);

    public static byte[] Channel { get; } = Cookie(0x40);

    public static byte[] Successor { get; } = Cookie(0x50);

    public static byte[] A1 { get; } = With(Vectors.Read("CONN_A1"), Cookie(0x20), Channel);

    public static byte[] A2 { get; } = With(Vectors.Read("CONN_A2"), Cookie(0x20), Channel);

    public static byte[] B1 { get; } = With(Vectors.Read("CONN_B1"), Cookie(0x30), Channel);

    public static byte[] B2 { get; } = With(Vectors.Read("CONN_B2"), Cookie(0x30), Channel);

    /// <summary>Sixteen bytes that count up from the first, as in the vectors.</summary>
    public static byte[] Cookie(byte first) => [.. Enumerable.Range(first, 16).Select(number => (byte)number)];

    /// <summary>A PDU with one run of bytes replaced wherever it stands.</summary>
    public static byte[] With(byte[] pdu, byte[] old, byte[] replacement)
    {
        byte[] bytes = [.. pdu];
        for (int at = bytes.AsSpan().IndexOf(old); at >= 0; at = bytes.AsSpan().IndexOf(old))
        {
            replacement.CopyTo(bytes, at);
            if (old.AsSpan().SequenceEqual(replacement))
            {
                break;
            }
        }

        return bytes;
    }

    /// <summary>A PDU with the bytes at one place replaced.</summary>
    public static byte[] At(byte[] pdu, int offset, params byte[] replacement) => [.. pdu[..offset], .. replacement, .. pdu[(offset + replacement.Length)..]];

    /// <summary>A PDU with the 32-bit number at one place replaced.</summary>
    public static byte[] At(byte[] pdu, int offset, uint number)
    {
        byte[] bytes = [.. pdu];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), number);
        return bytes;
    }

    /// <summary>An RPC request of that length, with its stub counting up.</summary>
    public static byte[] Request(int length = 40, uint call = 1)
    {
        byte[] bytes = [.. Hex.Parse("0500 00 03 10000000 0000 0000 00000000 00000000 0000 0000"), .. Enumerable.Range(0, length - RequestHeader).Select(i => (byte)i)];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(FragLengthOffset), (ushort)length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(CallIdOffset), call);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(16), (uint)(length - RequestHeader));
        return bytes;
    }

    /// <summary>An acknowledgment of so many bytes on a channel: the vector, with these numbers.</summary>
    public static byte[] Ack(uint received, uint window, byte[] channel) =>
        With(At(At(Vectors.Read("FlowControlAck"), 24, received), 28, window), Cookie(0x20), channel);
}
