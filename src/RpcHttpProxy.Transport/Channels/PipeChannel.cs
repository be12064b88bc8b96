using System.Buffers;
using System.IO.Pipelines;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>A channel to a peer in the same process: a server's service, a client's higher layer.</summary>
public sealed class PipeChannel : IChannelTransport
{
    private readonly PipeWriter _output;
    private readonly Action? _onAbort;
    private readonly Lock _writing = new();
    private bool _isFinished;

    /// <summary>Takes over this side's ends of a pipe pair.</summary>
    /// <param name="pipe">Read from and written to; both ends are completed with the channel.</param>
    /// <param name="peer">A word for logs.</param>
    /// <param name="onAbort">Called when the channel is aborted, for what the pipe itself can't tell the other side at once.</param>
    public PipeChannel(IDuplexPipe pipe, string peer, Action? onAbort = null)
    {
        Input = pipe.Input;
        Peer = peer;
        _output = pipe.Output;
        _onAbort = onAbort;
    }

    /// <inheritdoc/>
    public PipeReader Input { get; }

    /// <inheritdoc/>
    public string Peer { get; }

    /// <summary>A channel and the pipe of its other side. Each direction holds about 256 KiB before its writer waits.</summary>
    /// <param name="peer">A word for logs.</param>
    /// <param name="onAbort">Called when the channel is aborted, for what the pipe itself can't tell the other side at once.</param>
    /// <param name="isInline">Who waits for the other side goes on inside its call, which costs no hop to the pool; for sides that never block.</param>
    public static (PipeChannel Channel, IDuplexPipe Other) CreatePair(string peer, Action? onAbort = null, bool isInline = false)
    {
        var inbound = new Pipe(isInline ? DuplexPipe.InlineOptions : DuplexPipe.Options);
        var outbound = new Pipe(isInline ? DuplexPipe.InlineOptions : DuplexPipe.Options);
        return (new PipeChannel(new DuplexPipe(inbound.Reader, outbound.Writer), peer, onAbort), new DuplexPipe(outbound.Reader, inbound.Writer));
    }

    /// <inheritdoc/>
    public ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation) => ValueTask.FromResult<ChannelEnd?>(null);

    /// <inheritdoc/>
    public ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) => ValueTask.FromResult(ChannelEnd.ClosedByPeer);

    /// <inheritdoc/>
    public ValueTask SendHeadAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        lock (_writing)
        {
            if (_isFinished)
            {
                throw new IOException($"The pipe to {Peer} has ended.");
            }

            _output.Write(bytes.Span);
        }

        FlushResult result = await _output.FlushAsync(); // Outside the lock: the other side may go on in here.
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new IOException($"{Peer} takes no more bytes.");
        }
    }

    /// <inheritdoc/>
    public ValueTask FailAsync(CloseReason reason) => FinishAsync();

    /// <inheritdoc/>
    public ValueTask FinishAsync()
    {
        CompleteOutput(null);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void Abort()
    {
        CompleteOutput(new IOException("The virtual connection was aborted."));
        _output.CancelPendingFlush();
        Input.CancelPendingRead();
        _onAbort?.Invoke();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        CompleteOutput(null);
        await Input.CompleteAsync();
    }

    // A pipe's writer must not be completed while it is copied into.
    private void CompleteOutput(Exception? why)
    {
        lock (_writing)
        {
            if (!_isFinished)
            {
                _isFinished = true;
                _output.Complete(why);
            }
        }
    }
}
