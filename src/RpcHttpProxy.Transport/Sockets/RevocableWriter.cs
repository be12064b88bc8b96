using System.IO.Pipelines;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>A connection's writer as long as Kestrel has it; from when it is taken back Kestrel finds that its peer has gone.</summary>
internal sealed class RevocableWriter(SocketWriter writer) : PipeWriter
{
    private static readonly FlushResult s_end = new(isCanceled: false, isCompleted: true);

    private volatile bool _isTakenBack;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _isTakenBack ? 0 : writer.UnflushedBytes;

    /// <summary>Called by Kestrel's request handler, while Kestrel itself doesn't write.</summary>
    public void TakeBack() => _isTakenBack = true;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if (!_isTakenBack)
        {
            writer.Advance(bytes);
        }
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => _isTakenBack ? new byte[Math.Max(sizeHint, 1)] : writer.GetMemory(sizeHint);

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        _isTakenBack ? new ValueTask<FlushResult>(s_end) : writer.FlushAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
        _isTakenBack ? new ValueTask<FlushResult>(s_end) : writer.WriteAsync(source, cancellationToken);

    /// <inheritdoc/>
    public override void CancelPendingFlush()
    {
        if (!_isTakenBack)
        {
            writer.CancelPendingFlush();
        }
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        if (!_isTakenBack)
        {
            writer.Complete(exception);
        }
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(Exception? exception = null) => _isTakenBack ? ValueTask.CompletedTask : writer.CompleteAsync(exception);
}
