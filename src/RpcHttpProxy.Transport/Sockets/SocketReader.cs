using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// Reads a socket straight into pooled buffers, as large as what comes. While nothing comes it holds none: it waits by a receive of no
/// bytes. Bytes that weren't consumed stay at the front of one buffer, so that a batch is always one segment. One reader at a time.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A pipe reader is completed, which disposes of what it owns.")]
internal sealed partial class SocketReader : PipeReader, IValueTaskSource<ReadResult>
{
    /* Small PDUs and calls; what an ArrayPool has a bucket for. */
    private const int SmallestBuffer = 4096;

    /* About what Linux hands over at once under load; larger ones leave the processor's caches. */
    private const int LargestBuffer = 131_072;

    private readonly Socket _socket;
    private readonly PlainConnection? _owner;
    private ManualResetValueTaskSourceCore<ReadResult> _read;
    private byte[]? _buffer;
    private int _head;
    private int _tail;
    private int _examined;
    private int _size = SmallestBuffer;
    private bool _isEnd;
    private bool _mayBeMore;
    private bool _isEndNear;
    private bool _isCompleted;
    private volatile bool _isClosed;

    /// <summary>Reads a connected socket, which it makes non-blocking and doesn't dispose of.</summary>
    /// <param name="socket">The socket.</param>
    /// <param name="owner">Is told when the peer's FIN has come, or reading has failed.</param>
    public SocketReader(Socket socket, PlainConnection? owner = null)
    {
        _socket = socket;
        _owner = owner;
        _socket.Blocking = false;
    }

    /// <summary>True when <see cref="Ready"/> tells of what comes; else a receive of no bytes does.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Where a read that waited goes on: in the pool, or on the spot, on the thread that has noticed. Set while nothing is read.</summary>
    public bool GoesOnInPool
    {
        set => _read.RunContinuationsAsynchronously = value;
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.CanBeCanceled)
        {
            return ReadCancellableAsync(cancellationToken);
        }

        // Where a read filled its buffer there may be more by now: worth a try before waiting.
        if (TryRead(out ReadResult result) || (_mayBeMore && TryReceive(out result)))
        {
            return new ValueTask<ReadResult>(result);
        }

        while (true)
        {
            ReleaseIfEmpty();
            _read.Reset();
            short version = _read.Version;
            switch (WaitOn())
            {
                case Waiting.Begins:
                    BeginWait();
                    return new ValueTask<ReadResult>(this, version);
                case Waiting.GoesOn:
                    return new ValueTask<ReadResult>(this, version);
                case Waiting.IsCanceled:
                    return new ValueTask<ReadResult>(Result());
            }

            if (TryReceive(out result))
            {
                return new ValueTask<ReadResult>(result);
            }
        }
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        bool isThere = _isEnd || _tail > _examined || Volatile.Read(ref _isCanceled);
        result = isThere ? Result() : default;
        return isThere;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_buffer is null)
        {
            return;
        }

        _head = consumed.GetInteger();
        _examined = examined.GetInteger();
        if (_head == _tail)
        {
            _head = _tail = _examined = 0;
        }
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        _isCompleted = true;
        _head = _tail = _examined = 0;
        ReleaseIfEmpty();
        _wait?.Dispose();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    private async ValueTask<ReadResult> ReadCancellableAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ReadResult result;
        await using (cancellation.UnsafeRegister(static reader => ((SocketReader)reader!).CancelPendingRead(), this))
        {
            result = await ReadAsync(CancellationToken.None);
        }

        if (result.IsCanceled)
        {
            AdvanceTo(result.Buffer.Start);
            cancellation.ThrowIfCancellationRequested();
        }

        return result;
    }

    /// <summary>Receives what is there; false when nothing is. Throws an <see cref="IOException"/>.</summary>
    private bool TryReceive(out ReadResult result)
    {
        MakeRoom();
        int room = _buffer!.Length - _tail;
        int received = Receive(out SocketError error);
        if (error == SocketError.WouldBlock)
        {
            _mayBeMore = false;
            result = default;
            return false;
        }

        ThrowIfFailed(error);
        if (received == 0)
        {
            _isEnd = true;
            _owner?.InputEnded();
        }

        _tail += received;
        _mayBeMore = received == room || _isEndNear;
        _size = received == room ? Math.Min(_size * 2, LargestBuffer) : received < _size / 4 ? Math.Max(_size / 2, SmallestBuffer) : _size;
        result = Result();
        return true;
    }

    /// <summary>0 also when this side has closed the socket: an end like any other to a pending read.</summary>
    private int Receive(out SocketError error)
    {
        error = SocketError.Success;
        try
        {
            return _isClosed ? 0 : _socket.Receive(_buffer.AsSpan(_tail), SocketFlags.None, out error);
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    private void ThrowIfFailed(SocketError error)
    {
        if (error != SocketError.Success)
        {
            _mayBeMore = true; // The end is behind a failure, and no event tells it: whoever drains the socket is to ask for it.
            _owner?.InputEnded();
            var failure = new SocketException((int)error);
            throw new IOException(failure.Message, failure);
        }
    }

    /// <summary>At least half of a buffer is free, or a larger one is taken: what is moved up is less than what comes.</summary>
    private void MakeRoom()
    {
        int waiting = _tail - _head;
        if (_buffer is not null && _buffer.Length >= _size && _buffer.Length - _tail >= _buffer.Length / 2)
        {
            return;
        }

        byte[] from = _buffer ?? [];
        if (_buffer is null || waiting > _buffer.Length / 2 || _buffer.Length < _size)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(_size, waiting * 2));
        }

        from.AsSpan(_head, waiting).CopyTo(_buffer);
        if (from.Length > 0 && from != _buffer)
        {
            ArrayPool<byte>.Shared.Return(from);
        }

        _examined -= _head;
        _head = 0;
        _tail = waiting;
    }

    private void ReleaseIfEmpty()
    {
        if (_buffer is not null && _head == _tail)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }

    private ReadResult Result()
    {
        bool isCanceled;
        lock (_lock)
        {
            isCanceled = _isCanceled;
            _isCanceled = false;
        }

        ReadOnlySequence<byte> bytes = _buffer is null ? ReadOnlySequence<byte>.Empty : new(_buffer, _head, _tail - _head);
        return new ReadResult(bytes, isCanceled, _isEnd || _isCompleted);
    }
}
