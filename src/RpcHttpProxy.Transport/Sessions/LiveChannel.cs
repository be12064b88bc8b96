using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Timers;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// A channel at work: the core's channel, what carries it, the session it belongs to, and how far its flusher and its end have come.
/// All that is touched under the session's gate once there is a session, but for stopping, aborting and the timer: these may come from
/// any thread, and never under a gate.
/// </summary>
[SuppressMessage("Reliability", "CA1001", Justification = "The token source has neither timer nor wait handle: nothing to dispose of.")]
internal sealed class LiveChannel(Channel channel, ServerGrant? grant, DateTimeOffset since) : ITimerTarget
{
    private readonly CancellationTokenSource _life = new();
    private readonly CarrierLease _lease = new();
    private readonly Lock _timing = new();
    private TimerEntry? _timer;
    private bool _isReleased;
    private int _reported;
    private ChannelEnd? _stopped;
    private TaskCompletionSource? _room;
    private TaskCompletionSource? _parked;
    private TaskCompletionSource? _flusherEnded;

    public Channel Channel { get; } = channel;

    /// <summary>Who asks for which server; proxies' client legs only.</summary>
    public ServerGrant? Grant { get; } = grant;

    /// <summary>Whose channel it is.</summary>
    public string Principal => Grant?.Principal ?? ServerGrant.Anonymous;

    /// <summary>When the channel came, for the trace: its cookie is known only later.</summary>
    public DateTimeOffset Since { get; } = since;

    /// <summary>Cancelled when the channel is over: ends what its pump waits for, and its establishing.</summary>
    public CancellationToken Life => _life.Token;

    /// <summary>Why it was stopped; null while it wasn't, or when its session had ended.</summary>
    public ChannelEnd? Stopped => Volatile.Read(ref _stopped);

    /// <summary>What carries it; null while it is being established.</summary>
    public IByteChannel? Bytes { get; set; }

    /// <summary>Null until the channel's first PDU has named a connection.</summary>
    public Session? Session { get; set; }

    public ChannelEnding Ending { get; private set; }

    /// <summary>What is told with <see cref="ChannelEnding.Fail"/>; null with the others.</summary>
    public CloseReason? FailReason { get; private set; }

    /// <summary>The flusher has carried the ending out, or given up.</summary>
    public bool IsEndingDone { get; set; }

    /// <summary>The OUT channel response header is to go out before anything else.</summary>
    public bool IsHeadRequested { get; set; }

    /// <summary>Nothing is written to an OUT channel before its response header was asked for, not even RTS PDUs.</summary>
    public bool IsHeadAwaited { get; set; }

    /// <summary>True while a flusher is at work on the channel's outbox.</summary>
    public bool IsFlushing { get; set; }

    /// <summary>The carrier was ended at once: whatever it throws from now on says no more than that.</summary>
    public bool IsAborted { get; private set; }

    /// <summary>True when the flusher has something to do.</summary>
    public bool NeedsFlush => Bytes is not null && !IsFlushing && !IsEndingDone
        && ((Channel.Sending.Outbox.Length > 0 && !IsHeadAwaited) || IsHeadRequested || Ending != ChannelEnding.None);

    /// <summary>Orders the end; the first order stands, but an abort overrides.</summary>
    public void End(ChannelEnding ending, CloseReason? failReason = null)
    {
        if (Ending == ChannelEnding.None || ending == ChannelEnding.Abort)
        {
            Ending = ending;
            FailReason = failReason;
        }
    }

    /// <summary>Tells what this channel holds, when it has changed enough or is nothing any more.</summary>
    public void Report(BufferBudget? budget)
    {
        int waiting = Channel.Sending.Waiting;
        if (budget is not null && waiting != _reported && (Math.Abs(waiting - _reported) >= BufferBudget.Grain || waiting == 0))
        {
            budget.Add(waiting - _reported);
            _reported = waiting;
        }
    }

    /// <summary>True while the pump waits for <see cref="Room"/>.</summary>
    public bool AwaitsRoom => _room is not null;

    /// <summary>Completes when what this channel's pump reads has room in the next hop.</summary>
    public Task Room() => (_room ??= new TaskCompletionSource()).Task;

    /// <summary>Lets the pump read on, on the thread that made room, once it has left the gate.</summary>
    public void WakeRoom(ref GateExit exit)
    {
        if (_room is not null)
        {
            exit.Wake(_room);
            _room = null;
        }
    }

    /// <summary>True while the pump waits for <see cref="Unparked"/>.</summary>
    public bool IsParked => _parked is not null;

    /// <summary>Completes when what came on this channel may be looked at.</summary>
    public Task Unparked() => (_parked ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Lets the pump look at what came.</summary>
    public void WakeParked()
    {
        _parked?.SetResult();
        _parked = null;
    }

    /// <summary>Completes when no flusher is at work; null when none is.</summary>
    public Task? FlusherEnded() => IsFlushing
        ? (_flusherEnded ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
        : null;

    /// <summary>The flusher's next work; false when there is none and the flusher has stopped.</summary>
    public bool TryTakeWork(out FlushWork work)
    {
        work = default;
        if (Ending == ChannelEnding.Abort)
        {
            IsEndingDone = true;
            StopFlusher();
            return false;
        }

        if (IsHeadAwaited && Ending != ChannelEnding.None)
        {
            Channel.Sending.Discard(); // It ends with an error answer instead of the header.
        }

        bool isHeadDue = IsHeadRequested;
        IsHeadRequested = false;
        ArraySegment<byte> taken = Channel.Sending.Outbox.Take();
        if (taken.Count > 0 || isHeadDue)
        {
            work = new FlushWork(isHeadDue, taken, ChannelEnding.None);
            return true;
        }

        if (Ending == ChannelEnding.None || IsEndingDone)
        {
            StopFlusher();
            return false;
        }

        IsEndingDone = true;
        work = new FlushWork(false, default, Ending);
        return true;
    }

    /// <summary>The flusher stops.</summary>
    public void StopFlusher()
    {
        IsFlushing = false;
        _flusherEnded?.SetResult();
        _flusherEnded = null;
    }

    /// <summary>The channel is over: nothing is written any more, and nothing held for it.</summary>
    public void Detach()
    {
        IsEndingDone = true;
        Channel.Detach();
    }

    /// <summary>Ends whatever the pump waits for. <paramref name="why"/> is null when the session has ended.</summary>
    public void Stop(ChannelEnd? why = null)
    {
        Interlocked.CompareExchange(ref _stopped, why, null);
        WakeReader(isOver: true);
    }

    /// <summary>The same, unless it is part of a connection.</summary>
    public void StopUnnamed(ChannelEnd why)
    {
        if (Session is null)
        {
            Stop(why);
        }
    }

    /// <summary>Lets a pending read return, with nothing new; for good when the channel is over.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whoever stops a channel has no part in what is the matter with it.")]
    public void WakeReader(bool isOver = false)
    {
        if (!_lease.TryEnter())
        {
            return;
        }

        try
        {
            if (isOver)
            {
                _life.Cancel();
            }

            Bytes?.Input.CancelPendingRead();
        }
        catch (Exception)
        {
            // A carrier whose peer is gone may refuse; its pump hears of that when it reads.
        }
        finally
        {
            _lease.Leave();
        }
    }

    /// <summary>Ends the carrier at once.</summary>
    public void AbortBytes()
    {
        if (_lease.TryEnter())
        {
            IsAborted = true;
            Bytes?.Abort();
            _lease.Leave();
        }
    }

    /// <summary>Sets the carrier's keep-alive. Not called inside a gate.</summary>
    public void SetKeepAlive(TimeSpan interval)
    {
        if (_lease.TryEnter())
        {
            Bytes?.SetKeepAlive(interval);
            _lease.Leave();
        }
    }

    /// <summary>From here on nobody touches the carrier: Kestrel uses an HTTP exchange's objects again for the next one.</summary>
    public Task ReleaseAsync(TimerQueue timers)
    {
        lock (_timing)
        {
            _isReleased = true;
            timers.Cancel(_timer);
            _timer = null;
        }

        return _lease.ReleaseAsync();
    }

    /// <summary>Starts the channel's timer, unless one is running. At most one is needed at a time: the first PDU's, then the end's.</summary>
    public void StartTimer(TimerQueue timers, TimerKind kind, TimeSpan due)
    {
        lock (_timing)
        {
            if (_timer is null && !_isReleased)
            {
                _timer = timers.Set(this, kind, due);
            }
        }
    }

    /// <summary>Stops the channel's timer; false when none is running, since it has elapsed.</summary>
    public bool StopTimer(TimerQueue timers)
    {
        lock (_timing)
        {
            bool wasRunning = _timer is not null;
            timers.Cancel(_timer);
            _timer = null;
            return wasRunning;
        }
    }

    /// <summary>No first PDU came in time, or the peer of an ended channel doesn't let it end.</summary>
    public void Elapsed(TimerKind kind, TimerEntry entry)
    {
        lock (_timing)
        {
            if (entry != _timer)
            {
                return;
            }

            _timer = null;
        }

        if (kind == TimerKind.Linger)
        {
            AbortBytes();
        }
        else
        {
            Stop(new ChannelEnd(CloseReason.FirstPduTimeout, "no whole PDU came in time"));
        }
    }
}
