using System.Collections.Concurrent;
using System.IO.Pipelines;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Tests.Kit;

/// <summary>
/// A carrier over two pipes that behaves like a TCP connection or an HTTP exchange, notes what is done with it, and does what a script
/// wants: holds or fails a write, keeps the response head back, reads byte by byte.
/// </summary>
internal sealed class MemoryChannel : IChannelTransport
{
    private readonly PipeWriter _output;
    private readonly Lock _writing = new();
    private readonly ConcurrentQueue<byte[]> _writes = new();
    private bool _isCompleted;
    private volatile bool _isDisposed;
    private int _touchedLate;

    public MemoryChannel(PipeReader input, PipeWriter output, string peer = "memory")
    {
        Reader = new SteppingReader(input) { OnCancel = Touch };
        _output = output;
        Peer = peer;
        HeadToRead.SetResult(null);
        EndToRead.SetResult(ChannelEnd.ClosedByPeer);
    }

    /// <summary>Both ends of one connection. Each direction holds <paramref name="pauseAt"/> bytes before its writer waits.</summary>
    public static (MemoryChannel Near, MemoryChannel Far) CreatePair(int pauseAt = 65_536)
    {
        var options = new PipeOptions(pauseWriterThreshold: pauseAt, resumeWriterThreshold: (pauseAt + 1) / 2, useSynchronizationContext: false);
        (Pipe there, Pipe back) = (new Pipe(options), new Pipe(options));
        return (new MemoryChannel(back.Reader, there.Writer), new MemoryChannel(there.Reader, back.Writer));
    }

    public SteppingReader Reader { get; }

    public string Peer { get; }

    PipeReader IChannelTransport.Input => Reader;

    public bool LingersForPeer { get; set; }

    /// <summary>What <see cref="ReadHeadAsync"/> waits for; at once by default.</summary>
    public TaskCompletionSource<ChannelEnd?> HeadToRead { get; set; } = New<ChannelEnd?>();

    /// <summary>What <see cref="AfterInputAsync"/> waits for; at once by default.</summary>
    public TaskCompletionSource<ChannelEnd> EndToRead { get; set; } = New<ChannelEnd>();

    /// <summary>Awaited before each write; may throw.</summary>
    public Func<ReadOnlyMemory<byte>, Task> BeforeWrite { get; set; } = _ => Task.CompletedTask;

    /// <summary>What reading throws once the channel was aborted.</summary>
    public Exception AfterAbort { get; set; } = new IOException("aborted");

    /// <summary>What finishing does first; may throw.</summary>
    public Action BeforeFinish { get; set; } = () => { };

    /// <summary>Each write, as it came from the link.</summary>
    public IReadOnlyList<byte[]> Writes => [.. _writes];

    public TaskCompletionSource HeadSent { get; } = New();

    public TaskCompletionSource<CloseReason> Failed { get; } = New<CloseReason>();

    public TaskCompletionSource Finished { get; } = New();

    public TaskCompletionSource Aborted { get; } = New();

    public TaskCompletionSource Disposed { get; } = New();

    /// <summary>How often the carrier was touched after it was disposed of: Kestrel would by then be using it for somebody else.</summary>
    public int TouchedLate => Volatile.Read(ref _touchedLate);

    public async ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation)
    {
        Touch();
        return await HeadToRead.Task.WaitAsync(cancellation);
    }

    public async ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation)
    {
        Touch();
        return await EndToRead.Task.WaitAsync(cancellation);
    }

    public ValueTask SendHeadAsync()
    {
        Touch();
        HeadSent.TrySetResult();
        return ValueTask.CompletedTask;
    }

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        Touch();
        await BeforeWrite(bytes);
        ValueTask<FlushResult> flushing;
        lock (_writing)
        {
            if (_isCompleted)
            {
                throw new IOException("The channel has ended.");
            }

            _writes.Enqueue(bytes.ToArray());
            flushing = _output.WriteAsync(bytes);
        }

        FlushResult result = await flushing;
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new IOException("The peer takes no more bytes.");
        }
    }

    public ValueTask FailAsync(CloseReason reason)
    {
        Failed.TrySetResult(reason);
        return FinishAsync();
    }

    public ValueTask FinishAsync()
    {
        Touch();
        BeforeFinish();
        Finished.TrySetResult();
        Complete(null);
        return ValueTask.CompletedTask;
    }

    public void Abort()
    {
        Touch();
        Aborted.TrySetResult();
        Break();
    }

    /// <summary>The wire breaks: reading and writing fail at both ends.</summary>
    public void Break()
    {
        Complete(new IOException("reset by peer"));
        Reader.Fail(AfterAbort);
        _output.CancelPendingFlush();
    }

    public async ValueTask DisposeAsync()
    {
        Complete(null);
        _isDisposed = true;
        await Reader.CompleteAsync();
        Disposed.TrySetResult();
    }

    private void Touch()
    {
        if (_isDisposed)
        {
            Interlocked.Increment(ref _touchedLate);
        }
    }

    private void Complete(Exception? why)
    {
        lock (_writing)
        {
            if (!_isCompleted)
            {
                _isCompleted = true;
                _output.Complete(why);
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static TaskCompletionSource<T> New<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
