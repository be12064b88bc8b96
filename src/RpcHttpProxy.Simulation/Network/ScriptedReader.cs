using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using RpcHttpProxy.Simulation.Clockwork;

namespace RpcHttpProxy.Simulation.Network;

/// <summary>The reading end of one direction of a wire. What has arrived lies in as many segments as it came in.</summary>
internal sealed class ScriptedReader(EventQueue agenda, Actor actor, SeededRandom dice) : PipeReader
{
    // Reads that don't complete at once although something is there: one in four, within a millisecond.
    private const int LateOneIn = 4;
    private const int LateBy = 1_000;

    private readonly LinkedList<ReadOnlyMemory<byte>> _chunks = [];
    private ReadOnlySequence<byte> _last;
    private TaskCompletionSource<ReadResult>? _pending;
    private TaskCompletionSource? _changed;
    private string? _failure;
    private bool _isCanceled;
    private bool _isFinished;
    private bool _isCut;
    private long _length;
    private long _examined;
    private long _arrived;

    /// <summary>Bytes after which the body is over, whatever follows.</summary>
    public long Limit { get; set; } = long.MaxValue;

    /// <summary>Called when bytes were consumed: there is room again.</summary>
    public Action? Advanced { get; set; }

    /// <summary>Bytes that came, ever.</summary>
    public long Arrived => _arrived;

    /// <summary>Bytes that came and weren't looked at.</summary>
    public long Unexamined => _length - _examined;

    /// <summary>Bytes that came and weren't consumed.</summary>
    public long Unread => _length;

    /// <summary>The response head that preceded the bytes, once it came.</summary>
    public WireHead? Head { get; private set; }

    /// <summary>True when the peer's FIN came behind all bytes.</summary>
    public bool IsFinished => _isFinished;

    /// <summary>Why nothing can be read any more.</summary>
    public string? Failure => _failure;

    private bool IsOver => _isFinished || _arrived >= Limit;

    public void Arrive(ReadOnlyMemory<byte> bytes)
    {
        if (_isCut)
        {
            return; // What comes behind a gap is nobody's: TCP has no gaps.
        }

        _chunks.AddLast(bytes);
        _length += bytes.Length;
        _arrived += bytes.Length;
        Wake();
    }

    public void ArriveHead(WireHead head)
    {
        Head = head;
        Limit = head.ContentLength;
        Wake();
    }

    public void ArriveFinish()
    {
        _isFinished = true;
        Wake();
    }

    public void Fail(string why, bool discards)
    {
        _failure ??= why;
        _isCut |= discards;
        if (discards)
        {
            _chunks.Clear();
            _length = _examined = 0;
        }

        Wake();
    }

    /// <summary>
    /// Completes at the next arrival of anything. Task.WaitAsync would not do: it passes a completion on by way of the thread pool, and
    /// there is but one thread here.
    /// </summary>
    public async Task ChangedAsync(CancellationToken cancellation)
    {
        var changed = _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (cancellation.Register(() => changed.TrySetCanceled(cancellation)))
        {
            await changed.Task;
        }
    }

    /// <inheritdoc/>
    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        if (_pending is not null)
        {
            throw new InvalidOperationException("Two reads at once.");
        }

        if (!dice.OneIn(LateOneIn) && TryTake(out Task<ReadResult>? result))
        {
            return new ValueTask<ReadResult>(result);
        }

        _pending = new TaskCompletionSource<ReadResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<ReadResult> reading = _pending.Task;
        agenda.In(dice.Between(0, LateBy), actor, CompletePending);
        return new ValueTask<ReadResult>(reading);
    }

    /// <inheritdoc/>
    public override bool TryRead(out ReadResult result)
    {
        bool isThere = TryTake(out Task<ReadResult>? taken);
        result = isThere ? taken!.GetAwaiter().GetResult() : default;
        return isThere;
    }

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    /// <inheritdoc/>
    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        long length = _last.Slice(0, consumed).Length;
        long looked = _last.Slice(0, examined).Length;
        _last = default;
        if (_failure is not null && _length == 0)
        {
            return;
        }

        _length -= length;
        _examined = Math.Max(_examined, looked) - length;
        while (length > 0)
        {
            ReadOnlyMemory<byte> first = _chunks.First!.Value;
            _chunks.RemoveFirst();
            if (first.Length > length)
            {
                _chunks.AddFirst(first[(int)length..]);
                break;
            }

            length -= first.Length;
        }

        Advanced?.Invoke();
    }

    /// <inheritdoc/>
    public override void CancelPendingRead()
    {
        _isCanceled = true;
        CompletePending();
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => Fail("the reader is completed", discards: true);

    /// <summary>For messages.</summary>
    public override string ToString() =>
        $"{_length} bytes, {Unexamined} of them not looked at{(_pending is null ? "" : ", a read is pending")}{(IsOver ? ", over" : "")}{(_failure is null ? "" : $", {_failure}")}";

    private void Wake()
    {
        _changed?.TrySetResult();
        _changed = null;
        CompletePending();
    }

    private void CompletePending()
    {
        if (_pending is not null && TryTake(out Task<ReadResult>? result))
        {
            TaskCompletionSource<ReadResult> pending = _pending;
            _pending = null;
            pending.TrySetFromTask(result);
        }
    }

    private bool TryTake([NotNullWhen(true)] out Task<ReadResult>? result)
    {
        if (_isCanceled)
        {
            _isCanceled = false;
            result = Task.FromResult(new ReadResult(Sequence(), isCanceled: true, IsOver));
            return true;
        }

        if (_length > _examined || IsOver)
        {
            result = Task.FromResult(new ReadResult(Sequence(), isCanceled: false, IsOver));
            return true;
        }

        result = _failure is null ? null : Task.FromException<ReadResult>(new IOException(_failure));
        return result is not null;
    }

    private ReadOnlySequence<byte> Sequence()
    {
        _last = ByteSegment.Join(_chunks, _arrived > Limit ? _length - (_arrived - Limit) : _length);
        return _last;
    }
}
