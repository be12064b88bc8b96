using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace RpcHttpProxy.Transport.Channels;

// [rpch 2.1.2.1.1/7] Content-Length is 128 KiB to 2 GiB; taken is any that is no echo's, and no more is read than it says
/// <summary>
/// The body of an HTTP request: the announced number of bytes of its connection. Read here rather than by Kestrel, whose own reader throws away what came
/// together with the client's FIN, and tells a FIN by an exception.
/// </summary>
internal sealed class ContentReader(PipeReader connection, long contentLength) : PipeReader, IValueTaskSource<ReadResult>
{
    private ManualResetValueTaskSourceCore<ReadResult> _read;
    private ConfiguredValueTaskAwaitable<ReadResult>.ConfiguredValueTaskAwaiter _reading;
    private Action? _goOn;
    private ReadOnlySequence<byte> _last;
    private bool _isReading;
    private int _isCanceled;
    private volatile bool _isStopped;

    /// <summary>Bytes of the body that haven't been consumed yet.</summary>
    public long Remaining { get; private set; } = contentLength;

    /// <summary>From here on reading tells the end at once. Any thread.</summary>
    public void Stop()
    {
        _isStopped = true;
        connection.CancelPendingRead();
    }

    /// <summary>Waits by what this object has: pooled state machines are too few where many reads end in one turn.</summary>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (IsOver)
        {
            return new ValueTask<ReadResult>(End());
        }

        ValueTask<ReadResult> reading = connection.ReadAsync(cancellationToken);
        if (reading.IsCompleted) // Asked once: it may complete at any moment, and then not have failed.
        {
            return reading.IsCompletedSuccessfully ? new ValueTask<ReadResult>(Cut(reading.Result)) : reading;
        }

        _read.Reset();
        short version = _read.Version;
        _reading = reading.ConfigureAwait(false).GetAwaiter();
        _reading.UnsafeOnCompleted(_goOn ??= GoOn);
        return new ValueTask<ReadResult>(this, version);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (IsOver)
        {
            result = End();
            return true;
        }

        bool hasRead = connection.TryRead(out result);
        if (hasRead)
        {
            result = Cut(result);
        }

        return hasRead;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_isReading)
        {
            _isReading = false;
            Remaining -= _last.Slice(_last.Start, consumed).Length;
            _last = default;
            connection.AdvanceTo(consumed, examined);
        }
    }

    /// <inheritdoc/>
    public override void CancelPendingRead()
    {
        Volatile.Write(ref _isCanceled, 1);
        connection.CancelPendingRead();
    }

    /// <summary>Does nothing: the connection's reader is Kestrel's to complete.</summary>
    public override void Complete(Exception? exception = null)
    {
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    private bool IsOver => Remaining == 0 || _isStopped;

    private ReadResult End() => new(ReadOnlySequence<byte>.Empty, TakeCanceled(), isCompleted: true);

    private ReadResult Cut(ReadResult result)
    {
        _isReading = true;
        _last = result.Buffer.Length > Remaining ? result.Buffer.Slice(0, Remaining) : result.Buffer;

        // Kestrel cancels reads of its own accord when the server stops: it means nothing here.
        return new ReadResult(_last, TakeCanceled(), result.IsCompleted || _isStopped || _last.Length == Remaining);
    }

    [SuppressMessage("Design", "CA1031", Justification = "It is handed on to who reads.")]
    private void GoOn()
    {
        ReadResult result;
        try
        {
            result = Cut(_reading.GetResult());
        }
        catch (Exception e)
        {
            _read.SetException(e);
            return;
        }

        _read.SetResult(result);
    }

    private bool TakeCanceled() => Interlocked.Exchange(ref _isCanceled, 0) == 1;
}
