using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Engine.Links;

/// <content>What comes from the peer.</content>
public abstract partial class Link
{
    private bool _isInputOver;
    private bool _isPaused;
    private bool _wasParked;

    /// <summary>True while what comes is taken; false while the next hop has no room for it.</summary>
    public bool IsReading => !_isPaused;

    /// <summary>True while what has come may not be looked at, though more may be read.</summary>
    public bool IsParked => Owner is { IsOver: false } owner && owner.IsParked(this);

    /// <summary>What precedes the bytes was read; <paramref name="refusal"/> is why there will be none.</summary>
    public void HeadRead(LinkEnd? refusal)
    {
        if (IsOver)
        {
            return;
        }

        if (refusal is not null)
        {
            InputOver(refusal);
            return;
        }

        Move(LinkTrigger.HeadRead);
        OnHeadRead();
    }

    /// <summary>
    /// Bytes have come: what can be taken now is taken, and <paramref name="bytes"/> is what is left. True: that is to come again at once, in
    /// a turn of the reactor that owns the link by then, beginning with <see cref="Arrive"/>. The end of the input is told by
    /// <see cref="InputEnded"/>, behind the last bytes.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one link, not the process.")]
    public bool Arrived(ref ReadOnlySequence<byte> bytes, bool isEnd)
    {
        try
        {
            if (Owner is null && Claim(ref bytes, isEnd) is { } owner && owner != Reactor)
            {
                Volatile.Write(ref _reactor, owner);
                return true;
            }

            if (Owner is null && IsClaimed)
            {
                Join();
            }

            if (Owner is { IsOver: false } && !IsOver && (bytes.IsEmpty || !IsParked))
            {
                Owner.Receive(this, ref bytes, isEnd);
            }
        }
        catch (Exception e)
        {
            Break(e);
        }

        return false;
    }

    /// <summary>The first turn of the reactor that a link was moved to by <see cref="Arrived"/>.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one link, not the process.")]
    public void Arrive()
    {
        try
        {
            if (!IsOver)
            {
                Join();
            }
        }
        catch (Exception e)
        {
            Break(e);
        }
    }

    /// <summary>The peer's last byte was taken, and the link lives on until <see cref="InputOver"/>.</summary>
    public void InputEnded()
    {
        if (IsOver)
        {
            return;
        }

        Move(LinkTrigger.InputEnded);
        if (Owner is null)
        {
            InputOver(EndedUnclaimed);
        }
    }

    /// <summary>Nothing comes any more, and that is the link's end, unless it was over already.</summary>
    public void InputOver(LinkEnd end)
    {
        if (IsOver)
        {
            return;
        }

        MoveToClosing(end.Cause == LinkEndCause.Peer ? LinkTrigger.EndedByPeer : LinkTrigger.Failed);
        if (Owner is { } owner)
        {
            owner.LinkEnded(this, end);
        }
        else
        {
            StopTimer(); // Its first bytes are waited for no longer.
            EndSoon();
            _ending = LinkEnding.Refuse;
            Refused(end);
        }
    }

    /// <summary>True while the carrier reads on to the peer's FIN and throws away what comes.</summary>
    public bool IsDraining => State is LinkState.Closing or LinkState.Lingering
        && (_ending is LinkEnding.Finish or LinkEnding.Refuse) && Carrier!.LingersForPeer && !_isInputOver;

    /// <summary>A link that is over has nothing to read any more: the peer's FIN has come, or reading has failed.</summary>
    public void Drained()
    {
        _isInputOver = true;
        if (State == LinkState.Lingering)
        {
            MoveToRelease(LinkTrigger.PeerFinished);
        }
    }

    /// <summary>A fault of ours, in its carrier or in what it is joined to.</summary>
    public void Break(Exception fault)
    {
        OnFault(fault);
        InputOver(new LinkEnd(LinkEndCause.Wire, "internal error, see the log"));
        Abort();
    }

    /// <summary>The next hop has no room: reading pauses until <see cref="ResumeReading"/>.</summary>
    public void PauseReading() => _isPaused = true;

    /// <summary>True while reading pauses.</summary>
    public bool AwaitsRoom => _isPaused;

    /// <summary>There is room again.</summary>
    public void ResumeReading()
    {
        if (_isPaused)
        {
            _isPaused = false;
            Carrier?.Resume();
        }
    }

    /// <summary>Lets what was left lying be looked at, once it may be.</summary>
    public void LookAgain()
    {
        bool isParked = IsParked;
        if (_wasParked && !isParked)
        {
            Carrier?.Resume();
        }

        _wasParked = isParked;
    }

    /// <summary>True once the first bytes have told what the link asks for.</summary>
    protected abstract bool IsClaimed { get; }

    /// <summary>Reads the link's first bytes. Gives the reactor that owns what they ask for, once they are whole and it may be asked.</summary>
    protected abstract Reactor? Claim(ref ReadOnlySequence<byte> bytes, bool isEnd);

    /// <summary>Why a link is refused whose input has ended before its first bytes were whole.</summary>
    protected abstract LinkEnd EndedUnclaimed { get; }

    /// <summary>Joins the link to what its first bytes ask for, or ends it. Called in a turn of the reactor that <see cref="Claim"/> gave.</summary>
    protected abstract void Join();

    /// <summary>What precedes the bytes was read.</summary>
    protected virtual void OnHeadRead()
    {
    }

    /// <summary>The link is over before it was joined to anything.</summary>
    protected abstract void Refused(LinkEnd end);

    /// <summary>A fault of ours: it is to be said aloud.</summary>
    protected abstract void OnFault(Exception fault);
}
