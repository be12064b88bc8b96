namespace RpcHttpProxy.Services;

/// <summary>An RPC interface a server offers. One instance serves every connection at once, so it keeps no state of a call.</summary>
public interface IRpcInterface
{
    /// <summary>UUID and version, as clients name it in a bind.</summary>
    RpcSyntaxId Id { get; }

    /// <summary>
    /// Executes one operation and never throws on any <paramref name="stub"/> (NDR 2.0, little-endian). The stub's memory stays valid until
    /// the reply has been sent, so a reply may be a slice of it; afterwards it belongs to somebody else.
    /// </summary>
    RpcReply Invoke(ushort opnum, ReadOnlyMemory<byte> stub);
}
