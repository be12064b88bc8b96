using System.Buffers.Binary;

namespace RpcHttpProxy.Protocol;

/// <summary>To whom the PDU is to be forwarded (2.2.3.5.14).</summary>
public sealed record DestinationCommand(ForwardDestination Destination) : RtsCommand
{
    internal const int EncodedBodyLength = sizeof(uint);

    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.Destination;

    /// <inheritdoc/>
    public override int BodyLength => EncodedBodyLength;

    // [rpch 2.2.3.5.14/3] one of four values
    /// <inheritdoc/>
    public override bool IsInRange => Destination <= ForwardDestination.FDOutProxy;

    private protected override string ValueText => Destination.ToString();

    /* +0 Destination(4) */
    internal static DestinationCommand ReadBody(ReadOnlySpan<byte> body) =>
        new((ForwardDestination)BinaryPrimitives.ReadUInt32LittleEndian(body));

    internal override void WriteBody(Span<byte> body) => BinaryPrimitives.WriteUInt32LittleEndian(body, (uint)Destination);
}
