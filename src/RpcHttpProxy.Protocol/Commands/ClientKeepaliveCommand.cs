using System.Buffers.Binary;
using System.Globalization;

namespace RpcHttpProxy.Protocol;

/// <summary>The keep-alive interval in milliseconds that the client asks for between inbound proxy and server (2.2.3.5.6).</summary>
public sealed record ClientKeepaliveCommand(uint ClientKeepalive) : RtsCommand
{
    /// <summary>One minute, the shortest interval in milliseconds apart from 0.</summary>
    public const uint Minimum = 60_000;

    /// <summary>Five minutes: what 0 stands for, in milliseconds.</summary>
    public const uint Default = 300_000;

    internal const int EncodedBodyLength = sizeof(uint);

    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.ClientKeepalive;

    /// <inheritdoc/>
    public override int BodyLength => EncodedBodyLength;

    // [rpch 2.2.3.5.6/2] 0 or at least 60 000
    /// <inheritdoc/>
    public override bool IsInRange => ClientKeepalive is 0 or >= Minimum;

    /// <summary>The interval that is meant, in milliseconds: 0 stands for <see cref="Default"/>.</summary>
    public uint Effective => ClientKeepalive == 0 ? Default : ClientKeepalive;

    private protected override string ValueText => ClientKeepalive.ToString(CultureInfo.InvariantCulture);

    /* +0 ClientKeepalive(4) */
    internal static ClientKeepaliveCommand ReadBody(ReadOnlySpan<byte> body) => new(BinaryPrimitives.ReadUInt32LittleEndian(body));

    internal override void WriteBody(Span<byte> body) => BinaryPrimitives.WriteUInt32LittleEndian(body, ClientKeepalive);
}
