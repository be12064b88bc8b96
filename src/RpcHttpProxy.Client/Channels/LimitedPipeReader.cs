using System.Buffers;
using System.IO.Pipelines;

namespace RpcHttpProxy.Client.Channels;

/// <summary>The first <paramref name="length"/> bytes of a stream: a body that ends where its Content-Length says. One reader.</summary>
internal sealed class LimitedPipeReader(PipeReader inner, long length) : PipeReader
{
    private long _remaining = length;
    private ReadOnlySequence<byte> _buffer;

    /// <summary>True when all bytes have been taken: the body is over, whatever its sender does.</summary>
    public bool IsExhausted => _remaining == 0;

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
        IsExhausted ? End : Limit(await inner.ReadAsync(cancellationToken));

    public override bool TryRead(out ReadResult result)
    {
        if (IsExhausted)
        {
            result = End;
            return true;
        }

        bool isThere = inner.TryRead(out result);
        result = isThere ? Limit(result) : default;
        return isThere;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (IsExhausted)
        {
            return;
        }

        _remaining -= _buffer.Slice(0, consumed).Length;
        _buffer = default;
        inner.AdvanceTo(consumed, examined);
    }

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private static ReadResult End => new(ReadOnlySequence<byte>.Empty, isCanceled: false, isCompleted: true);

    private ReadResult Limit(ReadResult result)
    {
        bool reachesEnd = result.Buffer.Length >= _remaining;
        _buffer = reachesEnd ? result.Buffer.Slice(0, _remaining) : result.Buffer;
        return new ReadResult(_buffer, result.IsCanceled, result.IsCompleted || reachesEnd);
    }
}
