using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>mgmt's answers as a client reads them ([C706] appendix Q); null for one that does not decode or tells of an error.</summary>
internal static class ManagementStubs
{
    /* pointer to the vector(4)  max_count(4)  count(4)  count pointers(4 each)  an interface id(20) for each that is not null  status(4) */
    public static IReadOnlyList<RpcSyntaxId>? ReadInterfaceIds(ReadOnlySpan<byte> stub)
    {
        if (!TryTake(ref stub, out uint vector))
        {
            return null;
        }

        if (vector == 0)
        {
            return IsStatusOk(stub) ? [] : null;
        }

        if (!TryTake(ref stub, out uint maxCount) || !TryTake(ref stub, out uint count) || maxCount != count)
        {
            return null;
        }

        if (count > stub.Length / sizeof(uint))
        {
            return null;
        }

        int present = 0;
        for (uint i = 0; i < count; i++)
        {
            if (TryTake(ref stub, out uint pointer) && pointer != 0)
            {
                present++;
            }
        }

        if (stub.Length < present * RpcSyntaxId.Length)
        {
            return null;
        }

        var ids = new RpcSyntaxId[present];
        for (int i = 0; i < present; i++)
        {
            ids[i] = RpcSyntaxId.Read(stub[(i * RpcSyntaxId.Length)..]);
        }

        return IsStatusOk(stub[(present * RpcSyntaxId.Length)..]) ? ids : null;
    }

    /* status(4)  boolean32(4) */
    public static bool? ReadIsListening(ReadOnlySpan<byte> stub) =>
        TryTake(ref stub, out uint status) && status == 0 && TryTake(ref stub, out uint listening) ? listening != 0 : null;

    private static bool IsStatusOk(ReadOnlySpan<byte> stub) => TryTake(ref stub, out uint status) && status == 0;

    private static bool TryTake(ref ReadOnlySpan<byte> rest, out uint value)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(rest, out value))
        {
            return false;
        }

        rest = rest[sizeof(uint)..];
        return true;
    }
}
