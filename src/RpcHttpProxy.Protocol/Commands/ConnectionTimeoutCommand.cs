using System.Buffers.Binary;
using System.Globalization;

namespace RpcHttpProxy.Protocol;

// [rpch 2.2.3.5.3/2] the time-out in milliseconds
/// <summary>How long a connection may be silent, in milliseconds (2.2.3.5.3).</summary>
public sealed record ConnectionTimeoutCommand(uint Milliseconds) : RtsCommand
{
    /// <summary>Two minutes, the shortest time-out in milliseconds.</summary>
    public const uint Minimum = 120_000;

    /// <summary>Four hours, the longest time-out in milliseconds.</summary>
    public const uint Maximum = 14_400_000;

    internal const int EncodedBodyLength = sizeof(uint);

    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.ConnectionTimeout;

    /// <inheritdoc/>
    public override int BodyLength => EncodedBodyLength;

    // [rpch 2.2.3.5.3/3] from 120 000 to 14 400 000
    /// <inheritdoc/>
    public override bool IsInRange => Milliseconds is >= Minimum and <= Maximum;

    private protected override string ValueText => Milliseconds.ToString(CultureInfo.InvariantCulture);

    /* +0 Milliseconds(4) */
    internal static ConnectionTimeoutCommand ReadBody(ReadOnlySpan<byte> body) => new(BinaryPrimitives.ReadUInt32LittleEndian(body));

    internal override void WriteBody(Span<byte> body) => BinaryPrimitives.WriteUInt32LittleEndian(body, Milliseconds);
}
