namespace RpcHttpProxy.Services;

/// <summary>Stub octets that are asked for piece by piece, in order, so that a big stub need not lie in memory.</summary>
public interface IRpcStub
{
    /// <summary>All octets of the stub.</summary>
    int Length { get; }

    /// <summary>Fills <paramref name="destination"/> with the octets from <paramref name="offset"/> on; never beyond the end.</summary>
    void CopyTo(int offset, Span<byte> destination);
}
