using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>
/// rpcecho, after Samba's interface of that name: four of its operations, wire-compatible. In IDL:
/// <c>AddOne([in] uint32, [out] uint32)</c>, <c>EchoData([in] uint32 len, [in,size_is(len)] uint8[], [out,size_is(len)] uint8[])</c>,
/// <c>SinkData([in] uint32 len, [in,size_is(len)] uint8[])</c>, <c>SourceData([in] uint32 len, [out,size_is(len)] uint8[])</c>.
/// </summary>
/* A conformant array is max_count(4) and the octets, so EchoData's request is  +0 len(4)  +4 max_count(4)  +8 octets;
   its response is the request without len. */
public sealed class EchoInterface : IRpcInterface
{
    /// <summary>The most octets one EchoData, SinkData or SourceData moves: 16 MiB, ours.</summary>
    public const int MaxOctets = 16 * 1024 * 1024;

    /// <summary>60a15ec5-4de8-11d7-a637-005056a20182 v1.0.</summary>
    public static readonly RpcSyntaxId Syntax = new(new Guid("60a15ec5-4de8-11d7-a637-005056a20182"), 1, 0);

    internal const int MaxCountOffset = 4;
    internal const int OctetsOffset = 8;

    public RpcSyntaxId Id => Syntax;

    public RpcReply Invoke(ushort opnum, ReadOnlyMemory<byte> stub) => (EchoOperation)opnum switch
    {
        EchoOperation.AddOne => AddOne(stub.Span),
        EchoOperation.EchoData => EchoData(stub),
        EchoOperation.SinkData => SinkData(stub),
        EchoOperation.SourceData => SourceData(stub.Span),
        _ => RpcReply.Failed(RpcFaultStatus.nca_s_op_rng_error),
    };

    private static RpcReply AddOne(ReadOnlySpan<byte> stub)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(stub, out uint value))
        {
            return RpcReply.Failed(RpcFaultStatus.rpc_x_bad_stub_data);
        }

        var reply = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(reply, unchecked(value + 1));
        return RpcReply.Of(reply);
    }

    private static RpcReply EchoData(ReadOnlyMemory<byte> stub) =>
        TryMeasureArray(stub.Span, out int length, out RpcFaultStatus fault)
            ? RpcReply.Of(stub[MaxCountOffset..(OctetsOffset + length)])
            : RpcReply.Failed(fault);

    private static RpcReply SinkData(ReadOnlyMemory<byte> stub) =>
        TryMeasureArray(stub.Span, out _, out RpcFaultStatus fault) ? RpcReply.Empty : RpcReply.Failed(fault);

    private static RpcReply SourceData(ReadOnlySpan<byte> stub)
    {
        if (!BinaryPrimitives.TryReadUInt32LittleEndian(stub, out uint length))
        {
            return RpcReply.Failed(RpcFaultStatus.rpc_x_bad_stub_data);
        }

        if (length > MaxOctets)
        {
            return RpcReply.Failed(RpcFaultStatus.nca_s_fault_invalid_bound);
        }

        return RpcReply.Of(new SourcePattern((int)length));
    }

    /// <summary>len and max_count must agree and the octets be there; whatever follows them is NDR padding.</summary>
    internal static bool TryMeasureArray(ReadOnlySpan<byte> stub, out int length, out RpcFaultStatus fault)
    {
        length = 0;
        fault = RpcFaultStatus.rpc_x_bad_stub_data;
        if (stub.Length < OctetsOffset)
        {
            return false;
        }

        uint announced = BinaryPrimitives.ReadUInt32LittleEndian(stub);
        if (announced != BinaryPrimitives.ReadUInt32LittleEndian(stub[MaxCountOffset..]))
        {
            return false;
        }

        if (announced > MaxOctets)
        {
            fault = RpcFaultStatus.nca_s_fault_invalid_bound;
            return false;
        }

        length = (int)announced;
        return stub.Length - OctetsOffset >= length;
    }
}
