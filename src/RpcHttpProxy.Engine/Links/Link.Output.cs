using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Engine.Links;

/// <content>What goes to the peer.</content>
public abstract partial class Link : IFlushable
{
    private LinkOutput _output;
    private LinkEnding _ending;
    private bool _isWriting;
    private bool _isEndingDone;
    private bool _isHeadDue;
    private int _reported;

    /// <summary>Nothing is written before <see cref="Respond"/>: the head of a response precedes the bytes.</summary>
    public bool IsHeadAwaited { get; protected set; }

    /// <summary>Bytes that wait to be written, and those that are being written.</summary>
    public abstract int Waiting { get; }

    /// <inheritdoc/>
    bool IFlushable.IsListed { get; set; }

    /// <inheritdoc/>
    public abstract bool IsUrgent { get; }

    /// <summary>Whether bytes wait to be written.</summary>
    protected abstract bool HasBytes { get; }

    /// <summary>True when there is something to write.</summary>
    public bool NeedsFlush => Carrier is not null && !_isWriting && State is not (LinkState.Releasing or LinkState.Ended)
        && ((HasBytes && !IsHeadAwaited) || _isHeadDue || State == LinkState.Closing);

    /// <summary>The head of the response is to go before what waits.</summary>
    public void Respond()
    {
        _isHeadDue = true;
        IsHeadAwaited = false;
    }

    /// <inheritdoc/>
    public void Flush()
    {
        while (NeedsFlush)
        {
            if (!TryTake(out _output))
            {
                Closed();
                return;
            }

            _isWriting = true;
            if (!Carrier!.Write(_output))
            {
                Report();
                return;
            }

            Written();
        }

        Report();
    }

    /// <summary>A write that took its time has come to its end; <paramref name="failure"/> is why it couldn't.</summary>
    public void Wrote(Exception? failure)
    {
        if (failure is not null)
        {
            WriteFailed(failure);
        }
        else
        {
            Written();
        }

        if (State == LinkState.Releasing)
        {
            Detach();
        }
        else
        {
            Reactor.List(this);
        }
    }

    /// <summary>Takes all bytes that wait; they are in use until <see cref="ReturnBytes"/>.</summary>
    protected abstract ArraySegment<byte> TakeBytes();

    /// <summary>Takes back what was taken, written or not, where nothing else is to be notified.</summary>
    protected abstract void ReturnBytes(ArraySegment<byte> bytes);

    /// <summary>Throws away the bytes that wait.</summary>
    protected abstract void DiscardBytes();

    /// <summary>Throws away the bytes that wait, and takes no more.</summary>
    protected abstract void DetachBytes();

    /// <summary>Tells the budget what this link holds, when it has changed enough or is nothing any more.</summary>
    public void Report()
    {
        int waiting = Waiting;
        if (Options.Budget is { } budget && waiting != _reported && (Math.Abs(waiting - _reported) >= BufferBudget.Grain || waiting == 0))
        {
            budget.Add(waiting - _reported, Owner?.Clients ?? []);
            _reported = waiting;
        }
    }

    /// <summary>What is to be written next; false when nothing is, the end included.</summary>
    private bool TryTake(out LinkOutput output)
    {
        if (IsHeadAwaited && State == LinkState.Closing)
        {
            DiscardBytes(); // It ends with an error answer instead of the head.
        }

        ArraySegment<byte> bytes = HasBytes ? TakeBytes() : default;
        LinkEnding ending = bytes.Count == 0 && !_isHeadDue && !_isEndingDone && State == LinkState.Closing ? _ending : LinkEnding.None;
        output = new LinkOutput(_isHeadDue, bytes, ending);
        _isEndingDone |= ending != LinkEnding.None;
        bool isAnything = _isHeadDue || bytes.Count > 0 || ending != LinkEnding.None;
        _isHeadDue = false;
        return isAnything;
    }

    private void Written()
    {
        ArraySegment<byte> bytes = EndWrite();
        if (bytes.Count == 0)
        {
            return;
        }

        if (Owner is { IsOver: false } owner)
        {
            owner.Written(this, bytes);
        }
        else
        {
            ReturnBytes(bytes);
        }
    }

    /// <summary>The peer is gone: what waits can't be written.</summary>
    private void WriteFailed(Exception failure)
    {
        ReturnBytes(EndWrite());
        DiscardBytes();
        _isEndingDone = true;
        InputOver(new LinkEnd(LinkEndCause.Wire, $"writing to {this} failed: {failure.Message}"));
    }

    private ArraySegment<byte> EndWrite()
    {
        ArraySegment<byte> bytes = _output.Bytes;
        _output = default;
        _isWriting = false;
        return bytes;
    }

    /// <summary>The last byte is written, and the end behind it.</summary>
    private void Closed()
    {
        if (IsDraining)
        {
            Move(LinkTrigger.Finished);
            Carrier!.Resume();
        }
        else
        {
            MoveToRelease(LinkTrigger.Written);
        }
    }
}
