using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>
/// Ours, for load: one operation, <c>Sink([in] uint32 len, [in,size_is(len)] uint8[], [out] uint32 right)</c>, that takes octets as rpcecho's
/// SinkData does and tells how many of them, from the first on, count 0, 1 … 255, 0 …: all, unless some were lost or changed on their way.
/// </summary>
public sealed class CheckedSinkInterface : IRpcInterface
{
    /// <summary>5b6a2a5e-3a0c-4e7c-9d0a-6f5f7a1c2d31 v1.0, made up for this.</summary>
    public static readonly RpcSyntaxId Syntax = new(new Guid("5b6a2a5e-3a0c-4e7c-9d0a-6f5f7a1c2d31"), 1, 0);

    private const int Run = 4096;
    private const ushort SinkOpnum = 0;

    private static readonly byte[] _counting = [.. Enumerable.Range(0, Run).Select(i => (byte)i)];

    public RpcSyntaxId Id => Syntax;

    public RpcReply Invoke(ushort opnum, ReadOnlyMemory<byte> stub)
    {
        if (opnum != SinkOpnum)
        {
            return RpcReply.Failed(RpcFaultStatus.nca_s_op_rng_error);
        }

        if (!EchoInterface.TryMeasureArray(stub.Span, out int length, out RpcFaultStatus fault))
        {
            return RpcReply.Failed(fault);
        }

        var reply = new byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(reply, Counting(stub.Span.Slice(EchoInterface.OctetsOffset, length)));
        return RpcReply.Of(reply);
    }

    private static int Counting(ReadOnlySpan<byte> octets)
    {
        int right = 0;
        while (right < octets.Length)
        {
            ReadOnlySpan<byte> run = octets.Slice(right, Math.Min(Run, octets.Length - right));
            int same = run.CommonPrefixLength(_counting);
            right += same;
            if (same < run.Length)
            {
                break;
            }
        }

        return right;
    }
}
