using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>The stubs of rpcecho's calls as a client writes and reads them. A reader gives null for a stub that does not decode.</summary>
internal static class EchoStubs
{
    /// <summary>AddOne's value and SourceData's length: one uint32.</summary>
    public static byte[] UInt32(uint value)
    {
        var stub = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(stub, value);
        return stub;
    }

    /// <summary>AddOne's answer.</summary>
    public static uint? ReadUInt32(ReadOnlySpan<byte> stub) =>
        BinaryPrimitives.TryReadUInt32LittleEndian(stub, out uint value) ? value : null;

    /// <summary>The request of EchoData and of SinkData: len, max_count, the octets.</summary>
    public static IRpcStub Array(ReadOnlyMemory<byte> octets) => new ArrayStub(octets);

    /// <summary>The answer of EchoData and of SourceData: max_count, the octets.</summary>
    public static ReadOnlyMemory<byte>? ReadArray(ReadOnlyMemory<byte> stub)
    {
        if (ReadUInt32(stub.Span) is not { } count || count > stub.Length - sizeof(uint))
        {
            return null;
        }

        return stub.Slice(sizeof(uint), (int)count);
    }
}
