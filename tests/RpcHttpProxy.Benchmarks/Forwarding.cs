using System.Buffers;
using BenchmarkDotNet.Attributes;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Benchmarks;

/// <summary>
/// An RPC PDU of 5,840 bytes on its way through an opened inbound proxy: from the batch that was read into the outbox, taken, written,
/// consumed, acknowledged where that is due; for each PDU.
/// </summary>
[MemoryDiagnoser]
public class Forwarding
{
    private const int PdusABatch = 11; // about 64 KiB

    private readonly ReadOnlySequence<byte> _batch = new(RpcBytes.Pdus(PdusABatch));
    private readonly InboundProxy _proxy = new();

    [GlobalSetup]
    public void Open() => _proxy.Open();

    [Benchmark(OperationsPerInvoke = PdusABatch)]
    public void Forward()
    {
        ReadOnlySequence<byte> rest = _batch;
        _proxy.Connection.Receive(_proxy.Client, ref rest, isEnd: false);
        Channel server = _proxy.Server;
        _proxy.Connection.Written(server, server.Sending.Outbox.Take());
        server.Sending.Window.TryAcknowledge(
            new FlowControlAcknowledgment(server.Sending.Window.BytesSent, server.Sending.Window.PeerReceiveWindow, server.Cookie));
        _proxy.Connection.ClearRequests();
    }
}
