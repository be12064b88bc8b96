using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Timers;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// A virtual connection at work in one role. Its gate is the one lock: whoever brings an input enters it, and inside it PDUs are taken in
/// stream order, the machine fires, its effects are carried out and bytes are copied to outboxes. Inside it nothing awaits, no socket is
/// touched and no other session's gate is entered. Lock order: gate, then cookie table, a channel's timer, or timer queue.
/// </summary>
internal sealed partial class Session : ISession, ITimerTarget
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Those of the connection, and those it has let go of that still have last bytes to write or to read.
    private readonly List<LiveChannel> _channels = new(2);

    // By kind: the first of TimerKind are those of a virtual connection.
    private readonly TimerEntry?[] _timers = new TimerEntry?[(int)TimerKind.AcknowledgmentGrace + 1];
    private ServerGrant? _grant;
    private string? _owner;
    private bool _isDisowned;
    private bool _isHalfOpen;

    public Session(RoleHost host, VirtualConnection connection)
    {
        Host = host;
        Connection = connection;
        Connection.MaxPduLength = host.Options.MaxPduLength;
        Connection.IsLogged = host.SessionTrace.IsDetailed;
    }

    public RoleHost Host { get; }

    public VirtualConnection Connection { get; }

    public Lock Gate { get; } = new();

    public RtsCookie Cookie => Connection.Cookie;

    public CloseReason? Reason { get; private set; }

    public string Detail { get; private set; } = "";

    public Task Ended => _ended.Task;

    /// <summary>Completes when the connection is open or has ended.</summary>
    public Task OpenedOrEnded => _opened.Task;

    /// <summary>True once the connection has ended; set in the same gate hold in which all its channels were told.</summary>
    public bool IsOver { get; private set; }

    /// <summary>
    /// Takes a newcomer in, if it fits, and processes its first PDU, in one step. False when the connection has ended meanwhile and its
    /// row is gone, so that the caller looks again.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one connection, not the process.")]
    public bool TryTake(LiveChannel newcomer, RtsPdu first, out CloseReason? refusal)
    {
        GateExit exit = default;
        lock (Gate)
        {
            refusal = null;
            if (IsOver)
            {
                return false;
            }

            Exception? fault = null;
            try
            {
                refusal = BelongsTo(newcomer.Principal)
                    ? Connection.Refuses(newcomer.Channel, first) ?? RefusesSuccessor(newcomer)
                    : CloseReason.PrincipalMismatch;
                if (refusal is not null)
                {
                    return true;
                }

                Carry(newcomer);
                _grant ??= newcomer.Grant;
                Host.SessionTrace.Joined(Connection, newcomer);
                Connection.Join(newcomer.Channel, first);
            }
            catch (Exception e)
            {
                fault = e;
                refusal = CloseReason.ConnectionError;
            }

            Settle(fault, ref exit);
            Leave(ref exit);
        }

        exit.Run(this);
        return true;
    }

    /// <summary>Makes a channel that this side opens itself a carried one.</summary>
    public void Carry(LiveChannel live)
    {
        live.Session = this;
        live.Channel.Carrier = live;
        _channels.Add(live);
    }

    /// <summary>Brings an input in. Never throws.</summary>
    public void Handle(Input input)
    {
        GateExit exit = default;
        lock (Gate)
        {
            Process(input, ref exit);
        }

        exit.Run(this);
    }

    /// <summary>A channel that was asked for has been established; false when it comes too late.</summary>
    public bool TryConnect(LiveChannel live, IByteChannel bytes)
    {
        GateExit exit = default;
        lock (Gate)
        {
            if (IsOver || live.Channel.IsClosed)
            {
                return false;
            }

            live.Bytes = bytes;
            if (Host.Name != RoleName.Client || live.Channel.Leg != ChannelLeg.Upper)
            {
                // A client's higher layer isn't asked for by its connection, which waits for no such thing.
                Host.SessionTrace.Established(Connection, live);
                Process(new Input.Connected(live.Channel), ref exit);
            }
            else
            {
                Leave(ref exit);
            }
        }

        exit.Run(this);
        return true;
    }

    /// <summary>
    /// Takes all whole PDUs of a read batch, in order. True when RPC PDUs among them were moved on: then the reader waits for
    /// <see cref="Room"/>.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one connection, not the process.")]
    public bool Receive(LiveChannel from, ref ReadOnlySequence<byte> buffer, bool isEnd)
    {
        bool isMoving = false;
        GateExit exit = default;
        lock (Gate)
        {
            if (IsOver)
            {
                return false;
            }

            Exception? fault = null;
            try
            {
                isMoving = Connection.Receive(from.Channel, ref buffer, isEnd);
            }
            catch (Exception e)
            {
                fault = e;
            }

            Settle(fault, ref exit);
            Leave(ref exit);
        }

        exit.Run(this);
        return isMoving;
    }

    /// <summary>
    /// The flusher of <paramref name="live"/> has done <paramref name="work"/> and comes for more: RPC PDUs that were written count as
    /// consumed where they came from. False when there is no more; then it is the flusher no longer. Never throws.
    /// </summary>
    public bool NextFlush(LiveChannel live, ref FlushWork work)
    {
        bool isMore;
        GateExit exit = default;
        lock (Gate)
        {
            Exception? fault = null;
            try
            {
                if (IsOver)
                {
                    live.Channel.Sending.Outbox.Written(work.Bytes);
                }
                else
                {
                    Connection.Written(live.Channel, work.Bytes);
                }
            }
            catch (Exception e)
            {
                fault = e;
            }

            Settle(fault, ref exit);
            isMore = live.TryTakeWork(out work);
            live.Report(Host.Options.Budget);
            Leave(ref exit);
        }

        exit.Run(this);
        return isMore;
    }

    /// <summary>Completes when what came on a channel may be looked at; null when it may at once.</summary>
    public Task? Unparked(LiveChannel live)
    {
        lock (Gate)
        {
            return !IsOver && Connection.IsParked(live.Channel) ? live.Unparked() : null;
        }
    }

    /// <summary>Completes when the reader of <paramref name="from"/> may go on; null when it may at once.</summary>
    public Task? Room(LiveChannel from)
    {
        LiveChannel next;
        lock (Gate)
        {
            if (IsOver || NextHop(from) is not { } hop)
            {
                return null;
            }

            next = hop;
            next.Report(Host.Options.Budget);
            if (Host.Options.Budget is not { IsExceeded: true } || next.Channel.Sending.Waiting < Host.Options.MaxWaitingBytes / 2)
            {
                return next.Channel.Sending.Waiting < Host.Options.MaxWaitingBytes ? null : from.Room();
            }
        }

        // Whoever leaves most unread when there is too much of it makes room.
        Close(CloseReason.BuffersFull, $"{next.Channel} held the most when the bytes that wait in this process reached their bound");
        return null;
    }

    /// <summary>A channel's pump or flusher has come to its end. Nothing new when this side had ended the channel.</summary>
    public void ChannelEnded(LiveChannel live, CloseReason reason, string detail)
    {
        GateExit exit = default;
        lock (Gate)
        {
            if (!live.Channel.IsClosed)
            {
                Process(new Input.ChannelClosed(live.Channel, reason, detail), ref exit);
            }
        }

        exit.Run(this);
    }

    /// <summary>Completes when everything that is to be written to a channel has been, or can't be.</summary>
    public Task FlusherEndedAsync(LiveChannel live)
    {
        lock (Gate)
        {
            return live.FlusherEnded() ?? Task.CompletedTask;
        }
    }

    /// <summary>Takes a channel that is over away from its session; completes when no flusher has anything to do with it.</summary>
    public async Task DetachAsync(LiveChannel live)
    {
        while (true)
        {
            Task? flusherEnded;
            lock (Gate)
            {
                flusherEnded = live.FlusherEnded();
                if (flusherEnded is null)
                {
                    live.Detach();
                    live.Report(Host.Options.Budget);
                    _channels.Remove(live);
                    return;
                }
            }

            await flusherEnded;
        }
    }

    public void Close(CloseReason reason, string detail) => Handle(new Input.CloseRequested(reason, detail));

    public void Elapsed(TimerKind kind, TimerEntry entry)
    {
        GateExit exit = default;
        lock (Gate)
        {
            if (entry != _timers[(int)kind])
            {
                return;
            }

            _timers[(int)kind] = null;
            Host.SessionTrace.Timer(Connection, kind);
            Process(new Input.TimerElapsed(kind), ref exit);
        }

        exit.Run(this);
    }

    /// <summary>
    /// The connection to the server outlives the request that it was made for, and so may what that request was granted: each successor is
    /// asked whether it may go where the connection goes, whatever its own request names.
    /// </summary>
    private CloseReason? RefusesSuccessor(LiveChannel successor)
    {
        if (_grant is null || successor.Grant is null)
        {
            return null;
        }

        LiveChannel? toServer = _channels.Find(
            live => live.Channel is { IsClosed: false, Leg: ChannelLeg.ServerIn or ChannelLeg.ServerOut });
        return Host.RefusesSuccessor(Connection, _grant, successor.Grant, toServer?.Bytes?.PeerEndPoint);
    }

    /// <summary>
    /// Notes, before the gate is left, whose flusher the leaver becomes. Leavers may run in any order: what matters is decided here, and
    /// an outbox has one flusher at a time, whenever that comes to run.
    /// </summary>
    private void Leave(ref GateExit exit)
    {
        // By index: an enumerator would be an allocation a read batch.
        for (int i = 0; i < _channels.Count; i++)
        {
            LiveChannel live = _channels[i];
            if (live.NeedsFlush)
            {
                live.IsFlushing = true;
                exit.Flush(live);
            }

            if (live.IsParked && !Connection.IsParked(live.Channel))
            {
                live.WakeParked();
            }

            // Asked of the next hop of the moment: what waited on a channel that was replaced may wait on its successor.
            if (live.AwaitsRoom && (NextHop(live) is not { } next || next.Channel.Sending.Waiting < Host.Options.MaxWaitingBytes / 2))
            {
                live.WakeRoom(ref exit);
            }
        }
    }

    private LiveChannel? NextHop(LiveChannel from) => Connection.NextHop(from.Channel) is { IsClosed: false } next ? Live(next) : null;
}
