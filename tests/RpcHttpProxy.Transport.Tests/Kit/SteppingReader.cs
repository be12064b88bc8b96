using System.Buffers;
using System.IO.Pipelines;

namespace RpcHttpProxy.Transport.Tests.Kit;

/// <summary>
/// A pipe's reader that hands over no more than some new bytes a read, however many are there, and that fails when it is told to: after
/// what was written before, as a socket does.
/// </summary>
internal sealed class SteppingReader(PipeReader inner) : PipeReader
{
    private ReadOnlySequence<byte> _current;
    private long _examined;
    private bool _isCut;
    private Exception? _failure;

    /// <summary>New bytes a read may bring, at most; asked at each read.</summary>
    public Func<int> Step { get; set; } = () => int.MaxValue;

    /// <summary>Called by whoever cancels a read.</summary>
    public Action OnCancel { get; set; } = () => { };

    /// <summary>From now on reading throws this; a read that waits, too.</summary>
    public void Fail(Exception failure)
    {
        Interlocked.CompareExchange(ref _failure, failure, null);
        inner.CancelPendingRead();
    }

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ThrowIfFailed();
        ReadResult result = await inner.ReadAsync(cancellationToken);
        ThrowIfFailed();
        return Cut(result);
    }

    public override bool TryRead(out ReadResult result)
    {
        bool hasRead = inner.TryRead(out result);
        result = hasRead ? Cut(result) : result;
        return hasRead;
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        _examined = _current.Slice(0, examined).Length - _current.Slice(0, consumed).Length;
        inner.AdvanceTo(consumed, _isCut ? consumed : examined);
    }

    public override void CancelPendingRead()
    {
        OnCancel();
        inner.CancelPendingRead();
    }

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private ReadResult Cut(ReadResult result)
    {
        _current = result.Buffer;
        long most = _examined + Step();
        _isCut = _current.Length > most;
        if (_isCut)
        {
            _current = _current.Slice(0, most);
        }

        return new ReadResult(_current, result.IsCanceled, result.IsCompleted && !_isCut);
    }

    private void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            throw failure;
        }
    }
}
