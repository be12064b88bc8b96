using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Tests.Channels;

public sealed class ContentReaderTests
{
    [Fact]
    public async Task Reads_that_wait_and_end_together_allocate_nothing()
    {
        const int Bodies = 16, Rounds = 200;
        var inline = new PipeOptions(readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false);
        Pipe[] wires = [.. Enumerable.Range(0, Bodies).Select(_ => new Pipe(inline))];
        ContentReader[] bodies = [.. wires.Select(wire => new ContentReader(wire.Reader, long.MaxValue))];
        var reads = new ValueTask<ReadResult>[Bodies];
        byte[] bytes = new byte[100];
        int allocating = 0;
        for (int round = 0; round < Rounds; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < Bodies; i++)
            {
                reads[i] = bodies[i].ReadAsync();
                Assert.False(reads[i].IsCompleted);
            }

            foreach (Pipe wire in wires)
            {
                await wire.Writer.WriteAsync(bytes);
            }

            for (int i = 0; i < Bodies; i++)
            {
                bodies[i].AdvanceTo((await reads[i]).Buffer.End);
            }

            allocating += GC.GetAllocatedBytesForCurrentThread() > before ? 1 : 0;
        }

        Assert.InRange(allocating, 0, Rounds / 10); // the first rounds, and the runtime's own now and then
    }

    [Fact]
    public async Task A_read_that_ends_while_it_is_looked_at_is_the_bodys_like_any_other()
    {
        var wire = new JustEnding(new byte[5]);
        var body = new ContentReader(wire, 3);

        ReadResult result = await body.ReadAsync();
        body.AdvanceTo(result.Buffer.End);

        Assert.Equal((3, true), (result.Buffer.Length, result.IsCompleted));
        Assert.Equal(0, body.Remaining);
    }

    [Fact]
    public async Task A_read_that_waits_fails_as_the_connections_does()
    {
        var wire = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline));
        var body = new ContentReader(wire.Reader, 10);
        ValueTask<ReadResult> read = body.ReadAsync();

        await wire.Writer.CompleteAsync(new IOException("reset"));

        await Assert.ThrowsAsync<IOException>(async () => await read);
    }

    [Fact]
    public async Task A_read_that_waits_ends_at_the_announced_length()
    {
        var wire = new Pipe(new PipeOptions(readerScheduler: PipeScheduler.Inline));
        var body = new ContentReader(wire.Reader, 3);
        ValueTask<ReadResult> read = body.ReadAsync();

        await wire.Writer.WriteAsync(new byte[5]);

        ReadResult result = await read;
        Assert.Equal((3, true), (result.Buffer.Length, result.IsCompleted));
    }

    /// <summary>Its read is pending when it is asked first, and has succeeded when it is asked again.</summary>
    private sealed class JustEnding(byte[] bytes) : PipeReader, IValueTaskSource<ReadResult>
    {
        private int _asked;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) => new(this, 0);

        public ValueTaskSourceStatus GetStatus(short token) => _asked++ == 0 ? ValueTaskSourceStatus.Pending : ValueTaskSourceStatus.Succeeded;

        public ReadResult GetResult(short token) => new(new ReadOnlySequence<byte>(bytes), isCanceled: false, isCompleted: false);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => continuation(state);

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
