using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sessions;

/// <summary>RPC PDUs go through a session without costing the collector anything.</summary>
public sealed class AllocationTests
{
    private const int PduLength = 64;
    private const int PdusABatch = 1_000;
    private const int Batches = 1_000;

    /// <summary>
    /// What remains: an acknowledgment for each 32 KiB, in Debug the state machine of a batch's flush, there a class, and a buffer of a batch's
    /// size each time the collector has emptied the pool.
    /// </summary>
    [Fact]
    public async Task A_million_RPC_PDUs_cost_less_than_a_byte_each()
    {
        var conn = new Conn();
        var server = new SilentChannel();
        var manual = new ManualTime();
        using var reactor = new InlineReactor(manual, fault => Assert.Fail(fault.ToString()), isHandedOver: false); // One thread counts.
        await using var role = new TestRole(
            RoleName.InboundProxy, new RoleHostOptions { Node = "test", Reactors = new ReactorSet(reactor) }, time: manual, role: new InboundProxyRole(new ProxyVariables { ReceiveWindowSize = 262_144 }), opener: new OneChannel(server));
        (RoleHost host, ManualTime time) = (role.Host, role.Time);
        var client = new BatchReader(conn.B1.ToArray(), RpcBytes.Pdu(PduLength, seed: 1), PdusABatch);
        var incoming = new IncomingChannel(new SilentChannel(client), ChannelLeg.ClientIn, TestRole.Grant, IPAddress.Loopback);
        Task run = Task.Run(() => host.RunAsync(incoming));
        await server.PeerOutput.WriteAsync(conn.B3.ToArray());
        await Eventually.TrueAsync(() => host.Snapshot().ByState.ContainsKey("Opened"), () => "not opened");

        // A server that acknowledges nothing is forgiven; from then on nothing but this side's acknowledgments is made anew.
        await client.WaitsAsync();
        client.Go(6 * 262_144 / (PduLength * PdusABatch));
        await Eventually.TrueAsync(() => host.Snapshot().RunningTimers == 1, () => "the window never closed");
        time.Advance(TimeSpan.FromSeconds(5.1));
        await client.WaitsAsync();
        await Eventually.TrueAsync(() => host.Snapshot().QueuedBytes == 0, () => "not all was written");

        long written = server.Written;
        (long allocated, bool wasInline) = await Task.Run(() =>
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            client.Go(Batches);
            return (GC.GetAllocatedBytesForCurrentThread() - before, client.IsWaiting);
        });

        Assert.True(wasInline, "the reading went on elsewhere, where nobody counts");
        Assert.InRange(server.Written - written, (long)Batches * PdusABatch * PduLength, long.MaxValue);
        Assert.True(allocated < Batches * PdusABatch, $"{allocated} bytes for {Batches * PdusABatch} PDUs");
        client.End();
        await run.WaitAsync(ScriptedPeer.Patience);
    }

    private sealed class OneChannel(IChannelTransport channel) : IChannelOpener
    {
        public Task<IChannelTransport> OpenAsync(Channel asked, VirtualConnection connection, ServerGrant? grant, CancellationToken cancellation) =>
            Task.FromResult(channel);
    }

    /// <summary>Everything completes at once, and writing only counts.</summary>
    private sealed class SilentChannel : IChannelTransport
    {
        private readonly Pipe _fromPeer = new(new PipeOptions(useSynchronizationContext: false));
        private long _written;

        public SilentChannel(PipeReader? input = null) => Input = input ?? _fromPeer.Reader;

        public PipeReader Input { get; }

        public string Peer => "silent";

        public long Written => Interlocked.Read(ref _written);

        internal PipeWriter PeerOutput => _fromPeer.Writer;

        public ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation) => default;

        public ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) => ValueTask.FromResult(ChannelEnd.ClosedByPeer);

        public ValueTask SendHeadAsync() => default;

        public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
        {
            Interlocked.Add(ref _written, bytes.Length);
            return default;
        }

        public ValueTask FailAsync(CloseReason reason) => default;

        public ValueTask FinishAsync() => default;

        public void Abort()
        {
        }

        public ValueTask DisposeAsync() => default;
    }

    /// <summary>Gives a first PDU, then batches of one and the same PDU, as many as it is told to; waits in between.</summary>
    private sealed class BatchReader(byte[] first, byte[] pdu, int pdusABatch) : PipeReader
    {
        private readonly ReadOnlySequence<byte> _first = new(first);
        private readonly ReadOnlySequence<byte> _batch = new([.. Enumerable.Range(0, pdusABatch).SelectMany(_ => pdu)]);
        private TaskCompletionSource<ReadResult>? _waiting;
        private bool _hasBegun;
        private int _left;

        public bool IsWaiting => Volatile.Read(ref _waiting) is not null;

        public Task WaitsAsync() => Eventually.TrueAsync(() => IsWaiting, () => "the reader doesn't come back");

        /// <summary>Lets so many batches be read, on this thread as far as that goes.</summary>
        public void Go(int batches)
        {
            _left = batches - 1;
            Interlocked.Exchange(ref _waiting, null)!.SetResult(new ReadResult(_batch, false, false));
        }

        public void End() => Interlocked.Exchange(ref _waiting, null)!.SetResult(new ReadResult(default, false, true));

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
        {
            if (!_hasBegun)
            {
                _hasBegun = true;
                return ValueTask.FromResult(new ReadResult(_first, false, false));
            }

            if (_left > 0)
            {
                _left--;
                return ValueTask.FromResult(new ReadResult(_batch, false, false));
            }

            // No asynchronous continuations: whoever lets it go carries it.
            var waiting = new TaskCompletionSource<ReadResult>();
            Volatile.Write(ref _waiting, waiting);
            return new ValueTask<ReadResult>(waiting.Task);
        }

        public override bool TryRead(out ReadResult result) => throw new NotSupportedException();

        public override void AdvanceTo(SequencePosition consumed)
        {
        }

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
        {
        }

        public override void CancelPendingRead()
        {
        }

        public override void Complete(Exception? exception = null)
        {
        }
    }
}
