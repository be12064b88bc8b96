using System.Net;
using BenchmarkDotNet.Attributes;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Benchmarks;

/// <summary>Reading and writing RTS PDUs: the longest of a set-up, and the one that comes most often.</summary>
[MemoryDiagnoser]
public class RtsCodec
{
    private readonly RtsPdu _connB2 = RtsPdus.CONN_B2(
        RtsCookie.CreateRandom(), RtsCookie.CreateRandom(), 65_536, 120_000, RtsCookie.CreateRandom(), IPAddress.Loopback);

    private readonly RtsPdu _acknowledgment = RtsPdus.FlowControlAckWithDestination(
        ForwardDestination.FDOutProxy, new FlowControlAcknowledgment(32_768, 65_536, RtsCookie.CreateRandom()));

    private readonly byte[] _connB2Bytes;
    private readonly byte[] _acknowledgmentBytes;

    public RtsCodec()
    {
        _connB2Bytes = _connB2.ToArray();
        _acknowledgmentBytes = _acknowledgment.ToArray();
    }

    [Benchmark]
    public RtsPdu? Decode_CONN_B2()
    {
        RtsPduReader.Read(_connB2Bytes, out RtsPdu? pdu);
        return pdu;
    }

    [Benchmark]
    public RtsPdu? Decode_FlowControlAck()
    {
        RtsPduReader.Read(_acknowledgmentBytes, out RtsPdu? pdu);
        return pdu;
    }

    [Benchmark]
    public void Encode_CONN_B2() => _connB2.Write(_connB2Bytes);

    [Benchmark]
    public void Encode_FlowControlAck() => _acknowledgment.Write(_acknowledgmentBytes);
}
