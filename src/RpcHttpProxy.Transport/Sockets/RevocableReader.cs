using System.Buffers;
using System.IO.Pipelines;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>A connection's reader as long as Kestrel has it; from when it is taken back Kestrel finds the end.</summary>
internal sealed class RevocableReader(SocketReader reader) : PipeReader
{
    private static readonly ReadResult s_end = new(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);

    private volatile bool _isTakenBack;

    /// <summary>Called by Kestrel's request handler, while Kestrel itself doesn't read.</summary>
    public void TakeBack() => _isTakenBack = true;

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        _isTakenBack ? new ValueTask<ReadResult>(s_end) : reader.ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        if (!_isTakenBack)
        {
            return reader.TryRead(out result);
        }

        result = s_end;
        return true;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (!_isTakenBack)
        {
            reader.AdvanceTo(consumed, examined);
        }
    }

    /// <inheritdoc/>
    public override void CancelPendingRead()
    {
        if (!_isTakenBack)
        {
            reader.CancelPendingRead();
        }
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null)
    {
        if (!_isTakenBack)
        {
            reader.Complete(exception);
        }
    }
}
