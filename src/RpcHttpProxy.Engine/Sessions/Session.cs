using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Timers;

namespace RpcHttpProxy.Engine.Sessions;

/// <summary>
/// Links that belong together, and the protocol that joins them. A protocol derives from it: it takes bytes and other inputs in, puts bytes
/// into the outboxes of links, and has its requests carried out when an input has been processed. Everything happens in turns of one
/// reactor. A fault in the protocol ends this session and no other.
/// </summary>
public abstract class Session : ILinkOwner, ITimerTarget
{
    private readonly List<Link> _links = new(2);
    private readonly TimerEntry?[] _timers;

    /// <summary>A session without links.</summary>
    /// <param name="reactor">Its owner, and that of its links.</param>
    /// <param name="timers">How many kinds of timers it has; at most one of a kind runs.</param>
    protected Session(Reactor reactor, int timers) => (Reactor, _timers) = (reactor, new TimerEntry?[timers]);

    /// <summary>Whose it is.</summary>
    public Reactor Reactor { get; }

    /// <inheritdoc/>
    public bool IsOver { get; protected set; }

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> Clients => [];

    /// <summary>Its links, and those it has let go of that still have last bytes to write or to read.</summary>
    protected IReadOnlyList<Link> Links => _links;

    /// <summary>Makes a link part of the session.</summary>
    public void Add(Link link)
    {
        link.Owner = this;
        _links.Add(link);
    }

    /// <inheritdoc/>
    public abstract bool IsParked(Link link);

    /// <inheritdoc/>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one session, not the process.")]
    public void Receive(Link from, ref ReadOnlySequence<byte> bytes, bool isEnd)
    {
        Exception? fault = null;
        bool isMoving = false;
        try
        {
            isMoving = Take(from, ref bytes, isEnd);
        }
        catch (Exception e)
        {
            fault = e;
        }

        Settle(fault);
        if (isMoving && !IsOver)
        {
            AskForRoom(from);
        }
    }

    /// <inheritdoc/>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one session, not the process.")]
    public void Written(Link link, ArraySegment<byte> bytes)
    {
        Exception? fault = null;
        try
        {
            OnWritten(link, bytes);
        }
        catch (Exception e)
        {
            fault = e;
        }

        Settle(fault);
    }

    /// <inheritdoc/>
    public void LinkEnded(Link link, LinkEnd end) => Process(() => OnLinkEnded(link, end));

    /// <inheritdoc/>
    public bool Established(Link link)
    {
        bool isInTime = false;
        Process(() => isInTime = OnEstablished(link));
        return isInTime;
    }

    /// <inheritdoc/>
    public void NotEstablished(Link link, Exception why) => Process(() => OnNotEstablished(link, why));

    /// <inheritdoc/>
    public void Detached(Link link) => _links.Remove(link);

    /// <inheritdoc/>
    public void Elapsed(TimerEntry entry)
    {
        _timers[entry.Kind] = null;
        Process(() => OnElapsed(entry.Kind));
    }

    /// <summary>
    /// Takes whole messages at the head of what came, in order, and leaves what isn't whole. True when some were moved on to a next hop, which
    /// may have no room for more.
    /// </summary>
    protected abstract bool Take(Link from, ref ReadOnlySequence<byte> bytes, bool isEnd);

    /// <summary>Bytes of a link's outbox are written; they are the link's again.</summary>
    protected abstract void OnWritten(Link link, ArraySegment<byte> bytes);

    /// <summary>A link is over, and not by this side's order.</summary>
    protected abstract void OnLinkEnded(Link link, LinkEnd end);

    /// <summary>A link that was asked for is established; false when it comes too late.</summary>
    protected abstract bool OnEstablished(Link link);

    /// <summary>A link that was asked for can't be had.</summary>
    protected abstract void OnNotEstablished(Link link, Exception why);

    /// <summary>A timer has elapsed.</summary>
    protected abstract void OnElapsed(int timer);

    /// <summary>Carries out what the inputs so far have asked for.</summary>
    protected abstract void CarryOut();

    /// <summary>The link that what comes on <paramref name="from"/> is written to, at the moment; null for none.</summary>
    protected abstract Link? NextHop(Link from);

    /// <summary>A fault of ours: it is said aloud, and the session ends with all its links, whatever state it is in.</summary>
    protected abstract void OnFault(Exception fault);

    /// <summary>When too much waits, in all or of one client, the session whose peers leave most of it unread makes room: it ends.</summary>
    protected abstract void OnBudgetExceeded(Link fullest);

    /// <summary>Processes an input: whatever it does, its requests are carried out, and links that have something to write are listed.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one session, not the process.")]
    protected void Process(Action input)
    {
        Exception? fault = null;
        try
        {
            input();
        }
        catch (Exception e)
        {
            fault = e;
        }

        Settle(fault);
    }

    /// <summary>Starts a timer, or restarts it.</summary>
    protected void SetTimer(int timer, TimeSpan due, TimerTally tally)
    {
        CancelTimer(timer);
        _timers[timer] = Reactor.Timers.Set(this, timer, due, tally);
    }

    /// <summary>Stops a timer; no error when it isn't running.</summary>
    protected void CancelTimer(int timer)
    {
        Reactor.Timers.Cancel(_timers[timer]);
        _timers[timer] = null;
    }

    /// <summary>The session has ended: its timers stop, its links are left to end. Once.</summary>
    protected void End()
    {
        IsOver = true;
        for (int timer = 0; timer < _timers.Length; timer++)
        {
            CancelTimer(timer);
        }

        foreach (Link link in _links.ToArray())
        {
            link.Leave();
            link.ResumeReading();
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one session, not the process.")]
    private void Settle(Exception? fault)
    {
        try
        {
            CarryOut();
        }
        catch (Exception e)
        {
            fault ??= e;
        }

        if (fault is not null)
        {
            OnFault(fault);
        }

        // By index: an enumerator would be an allocation for each batch of bytes.
        for (int i = 0; i < _links.Count; i++)
        {
            Link link = _links[i];
            if (link.NeedsFlush)
            {
                Reactor.List(link);
            }

            link.LookAgain();

            // Asked of the next hop of the moment: what waited on a link that was replaced may wait on its successor.
            if (link.AwaitsRoom && (IsOver || NextHop(link) is not { } next || next.Waiting < next.Options.MaxWaitingBytes / 2))
            {
                link.ResumeReading();
            }
        }
    }

    /// <summary>Pauses a reader whose next hop has no room.</summary>
    private void AskForRoom(Link from)
    {
        if (NextHop(from) is not { } next)
        {
            return;
        }

        int most = next.Options.MaxWaitingBytes;
        if (next.Waiting >= most / 2)
        {
            next.Flush(); // What can go at once is no reason to pause.
        }

        next.Report();
        if (next.Waiting >= most / 2 && next.Options.Budget?.IsExceeded(Clients) == true)
        {
            OnBudgetExceeded(next);
        }
        else if (next.Waiting >= most)
        {
            from.PauseReading();
        }
    }
}
