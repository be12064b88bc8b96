using System.Buffers;
using BenchmarkDotNet.Attributes;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Benchmarks;

/// <summary>Cutting a read batch into PDUs of 5,840 bytes, for each PDU.</summary>
[MemoryDiagnoser]
public class Framing
{
    private const int PdusABatch = 11; // about 64 KiB

    private readonly ReadOnlySequence<byte> _batch = new(RpcBytes.Pdus(PdusABatch));

    [Benchmark(OperationsPerInvoke = PdusABatch)]
    public long TryRead()
    {
        ReadOnlySequence<byte> rest = _batch;
        long bytes = 0;
        while (PduFramer.TryRead(ref rest, ushort.MaxValue, false, out ReadOnlySequence<byte> pdu) == FrameResult.Complete)
        {
            bytes += pdu.Length;
        }

        return bytes;
    }
}
