using System.Buffers.Binary;
using System.Globalization;

namespace RpcHttpProxy.Protocol;

/// <summary>How many bytes a party is ready to receive before it acknowledges (2.2.3.5.1).</summary>
public sealed record ReceiveWindowSizeCommand(uint ReceiveWindowSize) : RtsCommand
{
    /// <summary>8 KiB, the smallest window in bytes.</summary>
    public const uint Minimum = 8 * 1024;

    /// <summary>256 KiB, the largest window in bytes.</summary>
    public const uint Maximum = 256 * 1024;

    internal const int EncodedBodyLength = sizeof(uint);

    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.ReceiveWindowSize;

    /// <inheritdoc/>
    public override int BodyLength => EncodedBodyLength;

    // [rpch 2.2.3.5.1/2] from 8 KiB to 256 KiB
    /// <inheritdoc/>
    public override bool IsInRange => ReceiveWindowSize is >= Minimum and <= Maximum;

    private protected override string ValueText => ReceiveWindowSize.ToString(CultureInfo.InvariantCulture);

    /* +0 ReceiveWindowSize(4) */
    internal static ReceiveWindowSizeCommand ReadBody(ReadOnlySpan<byte> body) => new(BinaryPrimitives.ReadUInt32LittleEndian(body));

    internal override void WriteBody(Span<byte> body) => BinaryPrimitives.WriteUInt32LittleEndian(body, ReceiveWindowSize);
}
