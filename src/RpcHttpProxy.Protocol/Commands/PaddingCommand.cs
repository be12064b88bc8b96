using System.Buffers.Binary;
using System.Globalization;

namespace RpcHttpProxy.Protocol;

// [rpch 2.2.3.5.9/2] at most 65 535 bytes
// [rpch 2.2.3.5.9/3] ignored on receipt
/// <summary>Bytes that only fill: their number counts, their values are zero when sent and ignored when received (2.2.3.5.9).</summary>
public sealed record PaddingCommand(int ConformanceCount) : RtsCommand
{
    /// <summary>The largest number of padding bytes.</summary>
    public const int Maximum = 0xFFFF;

    /* +0 ConformanceCount(4)  +4 Padding(ConformanceCount) */
    internal const int CountLength = sizeof(uint);

    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.Padding;

    /// <inheritdoc/>
    public override int BodyLength => CountLength + ConformanceCount;

    /// <inheritdoc/>
    public override bool IsInRange => ConformanceCount is >= 0 and <= Maximum;

    private protected override string ValueText => ConformanceCount.ToString(CultureInfo.InvariantCulture);

    internal override void WriteBody(Span<byte> body)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(body, (uint)ConformanceCount);
        body.Slice(CountLength, ConformanceCount).Clear();
    }
}
