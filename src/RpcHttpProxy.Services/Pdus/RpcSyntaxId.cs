using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>An interface or a transfer syntax with its version: p_syntax_id_t ([C706] 12.6.3.1), 20 octets on the wire.</summary>
/* +0 if_uuid(16)  +16 major(2)  +18 minor(2) */
public readonly record struct RpcSyntaxId(Guid Uuid, ushort Major, ushort Minor)
{
    internal const int Length = 20;
    private const int MajorOffset = 16;
    private const int MinorOffset = 18;

    /// <summary>NDR 2.0, the one transfer syntax spoken here ([C706] appendix I).</summary>
    public static readonly RpcSyntaxId Ndr = new(new Guid("8a885d04-1ceb-11c9-9fe8-08002b104860"), 2, 0);

    /// <summary>A server serves callers of its own major version and of any minor version up to its own ([C706] 6.1.5.1).</summary>
    internal bool Serves(RpcSyntaxId asked) => Uuid == asked.Uuid && Major == asked.Major && Minor >= asked.Minor;

    internal static RpcSyntaxId Read(ReadOnlySpan<byte> from) => new(
        new Guid(from[..MajorOffset]),
        BinaryPrimitives.ReadUInt16LittleEndian(from[MajorOffset..]),
        BinaryPrimitives.ReadUInt16LittleEndian(from[MinorOffset..]));

    internal void Write(Span<byte> to)
    {
        _ = Uuid.TryWriteBytes(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[MajorOffset..], Major);
        BinaryPrimitives.WriteUInt16LittleEndian(to[MinorOffset..], Minor);
    }

    public override string ToString() => $"{Uuid} v{Major}.{Minor}";
}
