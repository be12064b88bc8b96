using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Timers;

namespace RpcHttpProxy.Engine.Links;

/// <summary>
/// One stream of bytes in each direction, from its first byte to its end, whatever carries it. Its life is <see cref="LinkMachine"/>'s
/// table. It belongs to one reactor at a time and is touched in that one's turns only. A protocol derives from it what the link's bytes
/// are: where they wait, and what its first bytes ask for.
/// </summary>
public abstract partial class Link : ITimerTarget
{
    private const int LingerTimer = -1;

    private readonly TaskCompletionSource _ended = new();
    private CancellationTokenSource? _life;
    private Reactor _reactor;
    private TimerEntry? _timer;
    private bool _isDetached;

    /// <summary>A link that nothing carries yet.</summary>
    protected Link(Reactor reactor, LinkOptions options, DateTimeOffset since) => (_reactor, Options, Since) = (reactor, options, since);

    /// <summary>Whose it is.</summary>
    public Reactor Reactor => Volatile.Read(ref _reactor);

    /// <summary>What the links of its role have in common.</summary>
    public LinkOptions Options { get; }

    /// <summary>When it came, for traces: whose it is may be known only later.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>How far its life has come.</summary>
    public LinkState State { get; private set; }

    /// <summary>What carries it; null while it is being established.</summary>
    public Carrier? Carrier { get; private set; }

    /// <summary>What it is joined to; null while its first bytes haven't told.</summary>
    public ILinkOwner? Owner { get; internal set; }

    /// <summary>Completes when nothing of it is left, in a turn of its reactor: who has more to do then than a turn may take yields first. Never faults.</summary>
    public Task Completion => _ended.Task;

    /// <summary>Cancelled when it is over while it is being established.</summary>
    public CancellationToken Life => (_life ??= new CancellationTokenSource()).Token;

    /// <summary>True once it is over, whatever is still to be written.</summary>
    public bool IsOver => State >= LinkState.Closing;

    /// <summary>Has something done in a turn of the link's own reactor, whichever that is by then. Any thread.</summary>
    public void Post(Action work)
    {
        Reactor owner = Reactor;
        owner.Post(() =>
        {
            if (Reactor == owner)
            {
                work();
            }
            else
            {
                Post(work);
            }
        });
    }

    /// <summary>Takes over what the peer opened, and begins to read.</summary>
    public void Begin(Carrier carrier)
    {
        Carry(carrier);
        carrier.Begin();
    }

    /// <summary>What this side opens is there. It is joined already, and its owner knows whether it comes in time.</summary>
    public void Establish(Carrier carrier)
    {
        Carry(carrier);
        if (Owner!.Established(this))
        {
            carrier.Begin();
        }
        else
        {
            Abort();
        }
    }

    /// <summary>What this side opens can't be had.</summary>
    public void NotEstablish(Exception why)
    {
        Owner!.NotEstablished(this, why);
        Detach();
        Move(LinkTrigger.NotEstablished);
        Complete();
    }

    /// <summary>
    /// Ends the link: FIN or an answer behind the last byte, or at once. The first order stands, but an abort overrides. Does nothing when
    /// the link has ended.
    /// </summary>
    public void End(LinkEnding ending)
    {
        if (ending == LinkEnding.Abort || State == LinkState.Opening)
        {
            Abort();
            return;
        }

        if (_ending == LinkEnding.None)
        {
            _ending = ending;
        }

        if (!IsOver)
        {
            StopTimer(); // Its first bytes are waited for no longer.
        }

        EndSoon();
        MoveToClosing(LinkTrigger.EndedHere);
    }

    /// <summary>
    /// Its owner is over and has said how its other links end: what waits is written, then the carrier is released without waiting for the peer.
    /// </summary>
    public void Leave()
    {
        if (State == LinkState.Opening)
        {
            Abort();
        }
        else if (!IsOver)
        {
            EndSoon();
            MoveToClosing(LinkTrigger.EndedHere);
        }
    }

    /// <summary>Bounds the time that the last bytes of a link that is over may take.</summary>
    public void EndSoon()
    {
        if (State is not (LinkState.Opening or LinkState.Ended))
        {
            _timer ??= Reactor.Timers.Set(this, LingerTimer, Options.LingerTimeout, Options.Timers);
        }
    }

    /// <summary>Sets the keep-alive of what carries it.</summary>
    public void SetKeepAlive(TimeSpan interval)
    {
        if (State < LinkState.Releasing)
        {
            Carrier?.SetKeepAlive(interval);
        }
    }

    /// <summary>Starts the timer that bounds how long the first bytes may take.</summary>
    public void StartFirstTimer(int kind, TimeSpan due) => _timer ??= Reactor.Timers.Set(this, kind, due, Options.Timers);

    /// <summary>Stops that timer.</summary>
    public void StopTimer()
    {
        Reactor.Timers.Cancel(_timer);
        _timer = null;
    }

    /// <inheritdoc/>
    public void Elapsed(TimerEntry entry)
    {
        _timer = null;
        if (entry.Kind == LingerTimer)
        {
            Abort();
        }
        else
        {
            FirstElapsed(entry.Kind);
        }
    }

    /// <summary>No first bytes came in time.</summary>
    protected abstract void FirstElapsed(int kind);

    /// <summary>Ends it at once. What is being written still comes to its end, since its bytes are in use until then.</summary>
    private void Abort()
    {
        if (State is LinkState.Opening)
        {
            (_life ??= new CancellationTokenSource()).Cancel();
            return;
        }

        if (State is LinkState.Ended)
        {
            return;
        }

        _ending = LinkEnding.Abort;
        Carrier!.Abort();
        MoveToRelease(LinkTrigger.Aborted);
    }

    /// <summary>
    /// What carried it is gone; told by the carrier, once, behind <see cref="Carrier.Release"/>. <paramref name="fault"/> is why it couldn't be
    /// disposed of.
    /// </summary>
    public void Released(Exception? fault)
    {
        if (fault is not null)
        {
            OnFault(fault);
        }

        Move(LinkTrigger.Released);
        Detach();
        Complete();
    }

    private void Carry(Carrier carrier)
    {
        Carrier = carrier;
        carrier.Attach(this);
        Move(LinkTrigger.Established);
    }

    private void Move(LinkTrigger trigger) => State = LinkMachine.Next(State, trigger);

    private void MoveToClosing(LinkTrigger trigger)
    {
        bool wasOver = IsOver;
        Move(trigger);
        if (!wasOver)
        {
            Carrier!.StopReading();
        }

        Reactor.List(this);
    }

    private void MoveToRelease(LinkTrigger trigger)
    {
        bool wasReleasing = State == LinkState.Releasing;
        Move(trigger);
        if (!wasReleasing && State == LinkState.Releasing)
        {
            Detach();
            Carrier!.Release();
        }
    }

    /// <summary>Leaves its owner, once none of its bytes is being written.</summary>
    private void Detach()
    {
        if (!_isWriting && !_isDetached)
        {
            _isDetached = true;
            DetachBytes();
            Report();
            Owner?.Detached(this);
        }
    }

    private void Complete()
    {
        StopTimer();
        _ended.TrySetResult();
        OnEnded();
    }

    /// <summary>Nothing of it is left.</summary>
    protected abstract void OnEnded();
}
