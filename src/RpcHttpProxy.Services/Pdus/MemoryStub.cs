namespace RpcHttpProxy.Services;

/// <summary>A stub that lies in memory.</summary>
internal sealed class MemoryStub(ReadOnlyMemory<byte> octets) : IRpcStub
{
    public static readonly MemoryStub Empty = new(default);

    public int Length => octets.Length;

    public void CopyTo(int offset, Span<byte> destination) => octets.Span.Slice(offset, destination.Length).CopyTo(destination);
}
