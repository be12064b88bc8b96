using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// A connection's writer with an end to each wait for its peer: a client that doesn't read what it is answered would otherwise hold its
/// connection, and some megabytes of the kernel's buffers, for ever. Kestrel's MinResponseDataRate won't do: it gives time for every byte
/// that was ever written, which is hours for a client that let its requests pile up. Stopped when a channel takes the connection over, whose
/// client may take its time.
/// </summary>
/// <param name="inner">The connection's own writer.</param>
/// <param name="connection">What is aborted.</param>
/// <param name="timeout">How long one flush may take.</param>
/// <param name="time">The clock.</param>
/// <param name="expired">Told before a connection is aborted.</param>
internal sealed class ResponseDeadline(
    PipeWriter inner, ConnectionContext connection, TimeSpan timeout, TimeProvider time, Action<ConnectionContext> expired) : PipeWriter
{
    private volatile bool _isStopped;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

    /// <inheritdoc/>
    public override long UnflushedBytes => inner.UnflushedBytes;

    /// <summary>From here on writing may take as long as it takes.</summary>
    public void Stop() => _isStopped = true;

    /// <inheritdoc/>
    public override void Advance(int bytes) => inner.Advance(bytes);

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => Limited(inner.FlushAsync(cancellationToken));

    /// <inheritdoc/>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        Limited(inner.WriteAsync(source, cancellationToken));

    /// <inheritdoc/>
    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);

    private ValueTask<FlushResult> Limited(ValueTask<FlushResult> flushing) => flushing.IsCompleted || _isStopped ? flushing : LimitedAsync(flushing);

    private async ValueTask<FlushResult> LimitedAsync(ValueTask<FlushResult> flushing)
    {
        await using ITimer timer = time.CreateTimer(static deadline => ((ResponseDeadline)deadline!).Expire(), this, timeout, Timeout.InfiniteTimeSpan);
        return await flushing;
    }

    private void Expire()
    {
        if (!_isStopped)
        {
            expired(connection);
            connection.Abort(new ConnectionAbortedException("The client doesn't read its responses."));
        }
    }
}
