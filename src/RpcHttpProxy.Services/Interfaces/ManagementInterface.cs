using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>
/// mgmt, the remote management interface every RPC server has ([C706] appendix Q): inq_if_ids, inq_stats and is_server_listening.
/// Stopping the server and asking for its principal name fault with nca_s_op_rng_error.
/// </summary>
public sealed class ManagementInterface : IRpcInterface
{
    /// <summary>afa8bd80-7d8a-11c9-bef4-08002b102989 v1.0.</summary>
    public static readonly RpcSyntaxId Syntax = new(new Guid("afa8bd80-7d8a-11c9-bef4-08002b102989"), 1, 0);

    /// <summary>The first referent id and the step to the next, as Windows counts; any ids but 0 do ([C706] 14.3.10).</summary>
    private const uint FirstReferentId = 0x0002_0000;
    private const uint ReferentIdStep = 4;

    private readonly RpcSyntaxId[] _interfaces;
    private readonly RpcStatistics _statistics;

    /// <param name="others">The interfaces the server offers besides this one, as inq_if_ids is to list them.</param>
    /// <param name="statistics">What inq_stats is to tell.</param>
    public ManagementInterface(IEnumerable<RpcSyntaxId> others, RpcStatistics statistics)
    {
        _interfaces = [.. others, Syntax];
        _statistics = statistics;
    }

    public RpcSyntaxId Id => Syntax;

    public RpcReply Invoke(ushort opnum, ReadOnlyMemory<byte> stub) => (ManagementOperation)opnum switch
    {
        ManagementOperation.inq_if_ids => InqIfIds(),
        ManagementOperation.inq_stats => InqStats(stub.Span),
        ManagementOperation.is_server_listening => IsServerListening(),
        _ => RpcReply.Failed(RpcFaultStatus.nca_s_op_rng_error),
    };

    /* pointer to the vector(4)  max_count(4)  count(4)  count pointers(4 each)  count interface ids(20 each)  status(4) */
    private RpcReply InqIfIds()
    {
        int count = _interfaces.Length;
        var reply = new byte[12 + count * (4 + RpcSyntaxId.Length) + 4];
        uint referent = FirstReferentId;
        Span<byte> rest = reply;
        Put(ref rest, referent);
        Put(ref rest, (uint)count);
        Put(ref rest, (uint)count);
        for (int i = 0; i < count; i++)
        {
            Put(ref rest, referent += ReferentIdStep);
        }

        foreach (RpcSyntaxId id in _interfaces)
        {
            id.Write(rest);
            rest = rest[RpcSyntaxId.Length..];
        }

        return RpcReply.Of(reply);    // status 0, error_status_ok, is there already
    }

    /* count(4) as asked for, at most 4  max_count(4)  calls_in, calls_out, pkts_in, pkts_out(4 each)  status(4) */
    private RpcReply InqStats(ReadOnlySpan<byte> stub)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(stub, out uint asked))
        {
            return RpcReply.Failed(RpcFaultStatus.rpc_x_bad_stub_data);
        }

        ReadOnlySpan<uint> all = [_statistics.CallsIn, 0, _statistics.PacketsIn, _statistics.PacketsOut];    // this server makes no calls
        ReadOnlySpan<uint> told = all[..(int)Math.Min(asked, (uint)all.Length)];
        var reply = new byte[8 + told.Length * 4 + 4];
        Span<byte> rest = reply;
        Put(ref rest, (uint)told.Length);
        Put(ref rest, (uint)told.Length);
        foreach (uint value in told)
        {
            Put(ref rest, value);
        }

        return RpcReply.Of(reply);
    }

    /* status(4)  boolean32(4): the function's result comes behind the parameters */
    private static RpcReply IsServerListening() => RpcReply.Of(new byte[] { 0, 0, 0, 0, 1, 0, 0, 0 });

    private static void Put(ref Span<byte> rest, uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(rest, value);
        rest = rest[sizeof(uint)..];
    }
}
