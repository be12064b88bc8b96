using System.Buffers.Binary;
using System.Globalization;

namespace RpcHttpProxy.Protocol;

// [rpch 2.2.3.5.7/1] the sender's version
// [rpch 2.2.3.5.7/3] ignored on receipt
// [rpch 3.2.1.1.3/12] ProtocolVersion: there is one, 1, and no variable
/// <summary>The version of RPC over HTTP v2 that the sender speaks; ignored on receipt (2.2.3.5.7).</summary>
public sealed record VersionCommand(uint Version) : RtsCommand
{
    /// <summary>The version that is sent, always.</summary>
    public const uint Current = 1;

    internal const int EncodedBodyLength = sizeof(uint);

    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.Version;

    /// <inheritdoc/>
    public override int BodyLength => EncodedBodyLength;

    private protected override string ValueText => Version.ToString(CultureInfo.InvariantCulture);

    /* +0 Version(4) */
    internal static VersionCommand ReadBody(ReadOnlySpan<byte> body) => new(BinaryPrimitives.ReadUInt32LittleEndian(body));

    internal override void WriteBody(Span<byte> body) => BinaryPrimitives.WriteUInt32LittleEndian(body, Version);
}
