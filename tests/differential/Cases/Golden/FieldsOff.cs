using System.Buffers.Binary;
using System.Globalization;

namespace RpcHttpProxy.Differential.Tests.Cases.Golden;

/// <summary>A PDU with one field off at a time, as the tests of bad input in the core have it.</summary>
internal static class FieldsOff
{
    private const int FirstCommand = 20;
    private const int FragLengthOffset = 8;
    private const int NumberOfCommandsOffset = 18;

    /// <summary>By command type, 2.2.3.5: the length of its body (of ClientAddress and Padding it depends), and numbers that it can't or shouldn't have.</summary>
    private static readonly Dictionary<uint, (string Name, int Length, uint[] Off)> s_commands = new()
    {
        [0] = ("ReceiveWindowSize", 4, [8_191, 262_145]),
        [1] = ("FlowControlAck", 24, [uint.MaxValue]),
        [2] = ("ConnectionTimeout", 4, [119_999, 14_400_001]),
        [3] = ("Cookie", 16, [0xEEEE_EEEE]),
        [4] = ("ChannelLifetime", 4, [131_071, 0x8000_0001]),
        [5] = ("ClientKeepalive", 4, [59_999]),
        [6] = ("Version", 4, [2]),
        [7] = ("Empty", 0, []),
        [8] = ("Padding", -1, []),
        [9] = ("NegativeANCE", 0, []),
        [10] = ("ANCE", 0, []),
        [11] = ("ClientAddress", -1, [2]),
        [12] = ("AssociationGroupId", 16, [0xEEEE_EEEE]),
        [13] = ("Destination", 4, [0, 1, 2, 3, 4]),
        [14] = ("PingTrafficSentNotify", 4, [uint.MaxValue]),
    };

    /// <summary>Off in ways that are the same for every PDU; <see cref="OfHeader"/> is enough for one of them.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> OfHeader(byte[] pdu)
    {
        foreach ((string field, int offset, byte value) in ((string, int, byte)[])[
            ("rpc_vers", 0, 4), ("rpc_vers_minor", 1, 1), ("PTYPE", 2, 0xff), ("pfc_flags", 3, 1), ("packed_drep big-endian", 4, 0), ("packed_drep EBCDIC", 4, 0x11),
            ("packed_drep floats", 5, 1), ("auth_length", 10, 8), ("call_id", 12, 1), ("Flags", 17, 1)])
        {
            yield return (field, Rts(pdu, offset, value));
        }

        byte length = (byte)pdu.Length;
        yield return ("frag_length + 1", Rts(pdu, FragLengthOffset, (byte)(length + 1)));
        yield return ("frag_length 0", Rts(pdu, FragLengthOffset, 0));
        yield return ("frag_length 15", Rts(pdu, FragLengthOffset, 15));
        yield return ("a byte more", Rts([.. pdu, 0], FragLengthOffset, (byte)(length + 1)));
        yield return ("a byte less", Rts(pdu[..^1], FragLengthOffset, (byte)(length - 1)));
        yield return ("NumberOfCommands + 1", Rts(pdu, NumberOfCommandsOffset, (byte)(pdu[NumberOfCommandsOffset] + 1)));
    }

    /// <summary>Off in what is this PDU's own.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> OfCommands(byte[] pdu)
    {
        if (pdu[NumberOfCommandsOffset] > 0)
        {
            yield return ("NumberOfCommands - 1", Rts(pdu, NumberOfCommandsOffset, (byte)(pdu[NumberOfCommandsOffset] - 1)));
        }

        for (int at = FirstCommand; at < pdu.Length;)
        {
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(pdu.AsSpan(at));
            (string name, int length, uint[] off) = s_commands[type];
            string where = string.Create(CultureInfo.InvariantCulture, $"{name} at {at}");
            yield return ($"{where}, CommandType", Rts(pdu, at, 0x0f));
            foreach (uint number in off.Where(number => number != BinaryPrimitives.ReadUInt32LittleEndian(pdu.AsSpan(at + 4))))
            {
                yield return (string.Create(CultureInfo.InvariantCulture, $"{where}, {number:x}"), Wire.Rts.At(pdu, at + 4, number));
            }

            // AddressType and address of 4 or 16 bytes, 12 of padding (2.2.3.5.11); ConformanceCount and so many bytes (2.2.3.5.9).
            uint first = at + 4 < pdu.Length ? BinaryPrimitives.ReadUInt32LittleEndian(pdu.AsSpan(at + 4)) : 0;
            at += 4 + (length >= 0 ? length : type == 8 ? 4 + (int)first : first == 0 ? 20 : 32);
        }
    }

    private static byte[] Rts(byte[] pdu, int offset, byte value) => Wire.Rts.At(pdu, offset, value);
}
