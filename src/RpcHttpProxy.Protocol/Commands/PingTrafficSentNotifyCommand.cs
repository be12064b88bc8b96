using System.Buffers.Binary;
using System.Globalization;

namespace RpcHttpProxy.Protocol;

/// <summary>How many bytes of pings the outbound proxy has added to the OUT channel (2.2.3.5.15).</summary>
public sealed record PingTrafficSentNotifyCommand(uint PingTrafficSent) : RtsCommand
{
    internal const int EncodedBodyLength = sizeof(uint);

    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.PingTrafficSentNotify;

    /// <inheritdoc/>
    public override int BodyLength => EncodedBodyLength;

    private protected override string ValueText => PingTrafficSent.ToString(CultureInfo.InvariantCulture);

    /* +0 PingTrafficSent(4) */
    internal static PingTrafficSentNotifyCommand ReadBody(ReadOnlySpan<byte> body) => new(BinaryPrimitives.ReadUInt32LittleEndian(body));

    internal override void WriteBody(Span<byte> body) => BinaryPrimitives.WriteUInt32LittleEndian(body, PingTrafficSent);
}
