using System.Buffers;
using System.IO.Pipelines;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// Writes a socket. What is flushed is in the hands of the system when the flush completes; what is written whole goes from where it is,
/// without a copy. Holds a buffer only between writing and flushing. As a pipe whose reader has gone, it tells a peer that is gone by
/// <see cref="FlushResult.IsCompleted"/>, not by an exception; and throws an <see cref="InvalidOperationException"/> when another flush is under way.
/// </summary>
/// <param name="socket">Sends.</param>
/// <param name="owner">Is told, once, when nothing more will be written and everything was sent, or can't be.</param>
internal sealed class SocketWriter(SocketSender socket, PlainConnection owner) : PipeWriter
{
    /* A response's head and the first PDU. */
    private const int SmallestBuffer = 1024;

    private byte[]? _buffer;
    private int _length;
    private bool _isGone;
    private volatile bool _isSending;
    private int _isCompleted;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _length;

    /// <inheritdoc/>
    public override void Advance(int bytes) => _length += bytes;

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        int needed = _length + Math.Max(sizeHint, 1);
        if (_buffer is null || _buffer.Length < needed)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(SmallestBuffer, Math.Max(needed, _length * 2)));
            byte[]? smaller = _buffer;
            smaller.AsSpan(0, _length).CopyTo(larger);
            _buffer = larger;
            Return(smaller);
        }

        return _buffer.AsMemory(_length);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_length == 0)
        {
            return new ValueTask<FlushResult>(Result());
        }

        (byte[]? taken, int length) = (_buffer, _length);
        (_buffer, _length) = (null, 0);
        return SendAsync(taken.AsMemory(0, length), taken);
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (_length == 0)
        {
            return SendAsync(source, null);
        }

        source.CopyTo(GetMemory(source.Length));
        Advance(source.Length);
        return FlushAsync(cancellationToken);
    }

    /// <summary>Does nothing: a flush is cancelled by aborting the connection, which ends it.</summary>
    public override void CancelPendingFlush()
    {
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => _ = CompleteAsync(exception).AsTask();

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (Interlocked.Exchange(ref _isCompleted, 1) == 0)
        {
            await FlushAsync();
            _isGone = true;
            owner.OutputEnded();
        }
    }

    private FlushResult Result() => new(isCanceled: false, isCompleted: _isGone);

    private ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> bytes, byte[]? rented)
    {
        if (_isGone)
        {
            Return(rented);
            return new ValueTask<FlushResult>(Result());
        }

        if (_isSending)
        {
            throw new InvalidOperationException("Concurrent writes are not supported.");
        }

        ValueTask sending = socket.SendAllAsync(bytes);
        if (!sending.IsCompletedSuccessfully)
        {
            _isSending = true;
            return SentAsync(sending, rented);
        }

        Return(rented);
        return new ValueTask<FlushResult>(Result());
    }

    private async ValueTask<FlushResult> SentAsync(ValueTask sending, byte[]? rented)
    {
        try
        {
            await sending;
        }
        catch (IOException)
        {
            _isGone = true;
        }

        _isSending = false;
        Return(rented);
        return Result();
    }

    private static void Return(byte[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
