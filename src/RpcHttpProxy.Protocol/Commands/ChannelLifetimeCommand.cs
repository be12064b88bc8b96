using System.Buffers.Binary;
using System.Globalization;

namespace RpcHttpProxy.Protocol;

/// <summary>How many bytes a channel may carry before it expires (2.2.3.5.5).</summary>
public sealed record ChannelLifetimeCommand(uint ChannelLifetime) : RtsCommand
{
    /// <summary>128 KiB, the shortest lifetime in bytes.</summary>
    public const uint Minimum = 128 * 1024;

    /// <summary>2 GiB, the longest lifetime in bytes.</summary>
    public const uint Maximum = 2u * 1024 * 1024 * 1024;

    internal const int EncodedBodyLength = sizeof(uint);

    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.ChannelLifetime;

    /// <inheritdoc/>
    public override int BodyLength => EncodedBodyLength;

    // [rpch 2.2.3.5.5/2] from 128 KiB to 2 GiB
    /// <inheritdoc/>
    public override bool IsInRange => ChannelLifetime is >= Minimum and <= Maximum;

    private protected override string ValueText => ChannelLifetime.ToString(CultureInfo.InvariantCulture);

    /* +0 ChannelLifetime(4) */
    internal static ChannelLifetimeCommand ReadBody(ReadOnlySpan<byte> body) => new(BinaryPrimitives.ReadUInt32LittleEndian(body));

    internal override void WriteBody(Span<byte> body) => BinaryPrimitives.WriteUInt32LittleEndian(body, ChannelLifetime);
}
