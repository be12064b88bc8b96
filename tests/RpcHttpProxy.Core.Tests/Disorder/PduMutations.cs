using System.Buffers.Binary;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>What is off in a PDU that was right.</summary>
internal enum Off
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A rule of 2.2.3 or 2.2.4 that its bytes alone break, whoever reads it.</summary>
    Bytes,

    /// <summary>A field that is read and heeded by nobody, or any value of which is right.</summary>
    FreeField,

    /// <summary>It names another virtual connection.</summary>
    ConnectionCookie,

    /// <summary>It names another predecessor.</summary>
    PredecessorCookie,

    /// <summary>It names another channel: its own, the successor, or the one that is acknowledged.</summary>
    ChannelCookie,

    /// <summary>Its Destination is none that its section allows.</summary>
    Destination,

    /// <summary>An acknowledgment of more than was sent, or of more room than there is.</summary>
    Acknowledgment,

    /// <summary>More ping traffic than a server takes.</summary>
    PingTraffic,
}

/// <summary>A PDU's bytes with one field off.</summary>
internal sealed record Mutation(string Label, Off Off, byte[] Bytes)
{
    private const int FirstCommand = 20;

    private static readonly (string Field, int Offset, byte Value)[] _header =
    [
        ("rpc_vers", 0, 4), ("rpc_vers_minor", 1, 1), ("pfc_flags", 3, 0x01), ("packed_drep", 4, 0x00), ("packed_drep", 5, 1),
        ("packed_drep", 6, 1), ("packed_drep", 7, 1), ("auth_length", 10, 8), ("call_id", 12, 1), ("Flags", 17, 0x01),
    ];

    /// <summary>The PDU as it is, then with each of its fields off. (Another PTYPE would make it an RPC PDU: see UnexpectedRpcPduTests.)</summary>
    public static IEnumerable<Mutation> Of(RtsPdu pdu)
    {
        byte[] bytes = pdu.ToArray();
        yield return new Mutation("as it is", Off.Nothing, bytes);

        foreach ((string field, int offset, byte value) in _header)
        {
            yield return new Mutation(field, Off.Bytes, With(bytes, offset, [value]));
        }

        yield return new Mutation("frag_length", Off.Bytes, With(bytes, 8, [(byte)(bytes.Length + 1)]));
        yield return new Mutation("NumberOfCommands + 1", Off.Bytes, With(bytes, 18, [(byte)(pdu.Commands.Length + 1)]));
        if (pdu.Commands.Length > 0)
        {
            yield return new Mutation("NumberOfCommands - 1", Off.Bytes, With(bytes, 18, [(byte)(pdu.Commands.Length - 1)]));
        }

        yield return new Mutation("a byte more", Off.Bytes, With([.. bytes, 0], 8, [(byte)(bytes.Length + 1)]));
        yield return new Mutation("a byte less", Off.Bytes, With(bytes[..^1], 8, [(byte)(bytes.Length - 1)]));

        int cookies = pdu.Commands.Count(command => command is CookieCommand), cookie = 0, at = FirstCommand;
        foreach (RtsCommand command in pdu.Commands)
        {
            string name = $"{command.Type} at {at}";
            yield return new Mutation($"{name}: CommandType", Off.Bytes, With(bytes, at, [0x0F]));
            foreach ((Off off, byte[] body) in Bodies(command, pdu, cookies, cookie))
            {
                yield return new Mutation($"{name}: {off}", off, With(bytes, at + 4, body));
            }

            cookie += command is CookieCommand ? 1 : 0;
            at += command.Length;
        }
    }

    /// <summary>The only Destination that a section allows; null where the PDU has none, or may have any.</summary>
    public static ForwardDestination? DestinationOf(RtsPduShape shape) => shape switch
    {
        RtsPduShape.OUT_R_A7_A8 or RtsPduShape.OUT_R2_A7 => ForwardDestination.FDServer,              // 2.2.4.29, 30, 40, 41
        RtsPduShape.IN_R1_A3_A4 or RtsPduShape.Destination or RtsPduShape.OUT_R_A1_A2 or RtsPduShape.OUT_R1_A5_A6
            or RtsPduShape.DestinationANCE => ForwardDestination.FDClient,                            // 2.2.4.12, 13, 20, 21, 23, 24, 27, 28, 34, 35, 38, 39
        _ => null,
    };

    private static IEnumerable<(Off Off, byte[] Body)> Bodies(RtsCommand command, RtsPdu pdu, int cookies, int cookie) => command.Type switch
    {
        RtsCommandType.ReceiveWindowSize => [(Off.Bytes, Word(8_191)), (Off.Bytes, Word(262_145))],
        RtsCommandType.ConnectionTimeout => [(Off.Bytes, Word(119_999)), (Off.Bytes, Word(14_400_001))],
        RtsCommandType.ChannelLifetime => [(Off.Bytes, Word(131_071)), (Off.Bytes, Word(0x8000_0001))],
        RtsCommandType.ClientKeepalive => [(Off.Bytes, Word(59_999))],
        RtsCommandType.Version => [(Off.FreeField, Word(2))],
        RtsCommandType.AssociationGroupId => [(Off.FreeField, Foreign)],
        RtsCommandType.ClientAddress => [(Off.Bytes, Word(2))],
        RtsCommandType.PingTrafficSentNotify => [(Off.PingTraffic, Word(uint.MaxValue))],
        RtsCommandType.Cookie => [(cookies == 1 || cookie == cookies - 1 ? Off.ChannelCookie : cookie == 0 ? Off.ConnectionCookie : Off.PredecessorCookie, Foreign)],
        RtsCommandType.FlowControlAck =>
        [
            (Off.Acknowledgment, Word(uint.MaxValue)),
            (Off.Acknowledgment, [.. Word(pdu.Ack.BytesReceived), .. Word(uint.MaxValue)]),
            (Off.ChannelCookie, [.. Word(pdu.Ack.BytesReceived), .. Word(pdu.Ack.AvailableWindow), .. Foreign]),
        ],
        RtsCommandType.Destination =>
        [
            (Off.Bytes, Word(4)),
            .. from other in Enum.GetValues<ForwardDestination>()
               where DestinationOf(pdu.Shape) is { } right && other != right
               select (Off.Destination, Word((uint)other)),
        ],
        _ => [],
    };

    private static byte[] Foreign => [.. Enumerable.Repeat((byte)0xEE, 16)];

    private static byte[] Word(uint value)
    {
        var word = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(word, value);
        return word;
    }

    private static byte[] With(byte[] bytes, int offset, byte[] value) => [.. bytes[..offset], .. value, .. bytes[(offset + value.Length)..]];
}
