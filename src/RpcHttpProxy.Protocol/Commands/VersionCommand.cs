using System.Buffers.Binary;
using System.Globalization;

namespace RpcHttpProxy.Protocol;

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
