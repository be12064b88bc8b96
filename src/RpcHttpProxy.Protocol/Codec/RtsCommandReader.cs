using System.Buffers.Binary;

namespace RpcHttpProxy.Protocol;

// [rpch 2.2.3.6.2/1-4] commands behind the header, one behind the other, nothing between or behind them
/// <summary>Reads one RTS command off the front of a PDU's body (2.2.3.5).</summary>
internal static class RtsCommandReader
{
    private static readonly EmptyCommand _empty = new();
    private static readonly ANCECommand _ance = new();
    private static readonly NegativeANCECommand _negativeAnce = new();

    public static RtsFault Read(ref ReadOnlySpan<byte> rest, out RtsCommand? command)
    {
        command = null;
        if (rest.Length < RtsCommand.TypeLength)
        {
            return RtsFault.CommandTruncated;
        }

        var type = (RtsCommandType)BinaryPrimitives.ReadUInt32LittleEndian(rest);
        rest = rest[RtsCommand.TypeLength..];
        return type switch
        {
            RtsCommandType.Padding => ReadPadding(ref rest, out command),
            RtsCommandType.ClientAddress => ReadClientAddress(ref rest, out command),
            _ => ReadFixed(type, ref rest, out command),
        };
    }

    private static RtsFault ReadFixed(RtsCommandType type, ref ReadOnlySpan<byte> rest, out RtsCommand? command)
    {
        command = null;
        if (FixedBodyLength(type) is not { } length)
        {
            return RtsFault.CommandType;
        }

        if (rest.Length < length)
        {
            return RtsFault.CommandTruncated;
        }

        command = ReadBody(type, rest[..length]);
        rest = rest[length..];
        return command.IsInRange ? RtsFault.None : RtsFault.CommandRange;
    }

    private static int? FixedBodyLength(RtsCommandType type) => type switch
    {
        RtsCommandType.ReceiveWindowSize => ReceiveWindowSizeCommand.EncodedBodyLength,
        RtsCommandType.FlowControlAck => FlowControlAckCommand.EncodedBodyLength,
        RtsCommandType.ConnectionTimeout => ConnectionTimeoutCommand.EncodedBodyLength,
        RtsCommandType.Cookie => CookieCommand.EncodedBodyLength,
        RtsCommandType.ChannelLifetime => ChannelLifetimeCommand.EncodedBodyLength,
        RtsCommandType.ClientKeepalive => ClientKeepaliveCommand.EncodedBodyLength,
        RtsCommandType.Version => VersionCommand.EncodedBodyLength,
        RtsCommandType.Empty or RtsCommandType.NegativeANCE or RtsCommandType.ANCE => 0,
        RtsCommandType.AssociationGroupId => AssociationGroupIdCommand.EncodedBodyLength,
        RtsCommandType.Destination => DestinationCommand.EncodedBodyLength,
        RtsCommandType.PingTrafficSentNotify => PingTrafficSentNotifyCommand.EncodedBodyLength,
        _ => null,
    };

    private static RtsCommand ReadBody(RtsCommandType type, ReadOnlySpan<byte> body) => type switch
    {
        RtsCommandType.ReceiveWindowSize => ReceiveWindowSizeCommand.ReadBody(body),
        RtsCommandType.FlowControlAck => FlowControlAckCommand.ReadBody(body),
        RtsCommandType.ConnectionTimeout => ConnectionTimeoutCommand.ReadBody(body),
        RtsCommandType.Cookie => CookieCommand.ReadBody(body),
        RtsCommandType.ChannelLifetime => ChannelLifetimeCommand.ReadBody(body),
        RtsCommandType.ClientKeepalive => ClientKeepaliveCommand.ReadBody(body),
        RtsCommandType.Version => VersionCommand.ReadBody(body),
        RtsCommandType.Empty => _empty,
        RtsCommandType.NegativeANCE => _negativeAnce,
        RtsCommandType.ANCE => _ance,
        RtsCommandType.AssociationGroupId => AssociationGroupIdCommand.ReadBody(body),
        RtsCommandType.Destination => DestinationCommand.ReadBody(body),
        RtsCommandType.PingTrafficSentNotify => PingTrafficSentNotifyCommand.ReadBody(body),
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "This command's length depends on its contents."),
    };

    private static RtsFault ReadPadding(ref ReadOnlySpan<byte> rest, out RtsCommand? command)
    {
        command = null;
        if (rest.Length < PaddingCommand.CountLength)
        {
            return RtsFault.CommandTruncated;
        }

        uint count = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (count > PaddingCommand.Maximum)
        {
            return RtsFault.CommandRange;
        }

        var padding = new PaddingCommand((int)count);
        if (rest.Length < padding.BodyLength)
        {
            return RtsFault.CommandTruncated;
        }

        command = padding;
        rest = rest[padding.BodyLength..];
        return RtsFault.None;
    }

    private static RtsFault ReadClientAddress(ref ReadOnlySpan<byte> rest, out RtsCommand? command)
    {
        command = null;
        if (rest.Length < ClientAddressCommand.AddressTypeLength)
        {
            return RtsFault.CommandTruncated;
        }

        uint addressType = BinaryPrimitives.ReadUInt32LittleEndian(rest);
        if (addressType > ClientAddressCommand.AddressTypeIPv6)
        {
            return RtsFault.CommandRange;
        }

        int length = ClientAddressCommand.EncodedBodyLength(addressType);
        if (rest.Length < length)
        {
            return RtsFault.CommandTruncated;
        }

        command = ClientAddressCommand.ReadBody(rest);
        rest = rest[length..];
        return RtsFault.None;
    }
}
