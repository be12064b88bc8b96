using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>A transfer syntax that is none: its UUID is a fixed prefix and a bit mask ([MS-RPCE] 3.3.1.5.3).</summary>
internal static class BindFeatureNegotiation
{
    /// <summary>An orphaned PDU ends a call here, never the connection. There is no security context to multiplex.</summary>
    private const BindFeatures Supported = BindFeatures.KeepConnectionOnOrphan;

    /// <summary>6cb71c2c-9812-4540 as it lies on the wire; the eight octets behind it are the mask.</summary>
    private static ReadOnlySpan<byte> Prefix => [0x2C, 0x1C, 0xB7, 0x6C, 0x12, 0x98, 0x40, 0x45];

    /// <summary>True when the proposal is a feature negotiation; <paramref name="features"/> are those both sides support.</summary>
    public static bool TryAnswer(PresentationContext proposal, out BindFeatures features)
    {
        features = BindFeatures.None;
        if (proposal.TransferSyntaxes is not [{ Major: 1, Minor: 0 } syntax])
        {
            return false;
        }

        Span<byte> uuid = stackalloc byte[16];
        _ = syntax.Uuid.TryWriteBytes(uuid);
        if (!uuid.StartsWith(Prefix))
        {
            return false;
        }

        features = (BindFeatures)BinaryPrimitives.ReadUInt16LittleEndian(uuid[Prefix.Length..]) & Supported;
        return true;
    }
}
