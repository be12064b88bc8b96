using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Effects;
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
internal sealed partial class Session(RoleHost host, VirtualConnection connection) : ISession, ITimerTarget
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // By kind: the first of TimerKind are those of a virtual connection.
    private readonly TimerEntry?[] _timers = new TimerEntry?[(int)TimerKind.AcknowledgmentGrace + 1];
    private ServerGrant? _grant;
    private string? _owner;
    private bool _isDisowned;
    private bool _isHalfOpen;

    public RoleHost Host { get; } = host;

    public VirtualConnection Connection { get; } = connection;

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
                Connection.Attach(newcomer.Channel);
                RtsPdu named = Connection.Name(newcomer.Channel, first);
                Host.SessionTrace.Joined(Connection, newcomer);
                Host.SessionTrace.Received(Connection, newcomer, named, Host.Now);
                Process(new Input.RtsReceived(newcomer.Channel, named), ref exit);
            }
            catch (Exception e)
            {
                Break(e, ref exit);
                refusal = CloseReason.ConnectionError;
            }

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
    }

    /// <summary>Brings an input in. Never throws.</summary>
    public void Handle(Input input)
    {
        GateExit exit = default;
        lock (Gate)
        {
            Process(input, ref exit);
            Leave(ref exit);
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

            Leave(ref exit);
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
            try
            {
                while (!IsOver && !from.Channel.IsClosed && ReceiveOne(from, ref buffer, isEnd, ref isMoving, ref exit))
                {
                }
            }
            catch (Exception e)
            {
                Break(e, ref exit);
            }

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
            bool isFence = live.Channel.Sending.Outbox.IsFenceInFlight;
            Written(live.Channel, ref exit);
            if (isFence)
            {
                Process(new Input.Drained(live.Channel), ref exit);
            }

            isMore = live.TryTakeWork(work.Bytes, out work);
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

            Leave(ref exit);
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
            Leave(ref exit);
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

        Channel? toServer = Connection.Channels.FirstOrDefault(
            channel => channel is { IsClosed: false, Leg: ChannelLeg.ServerIn or ChannelLeg.ServerOut });
        return Host.RefusesSuccessor(Connection, _grant, successor.Grant, (toServer?.Carrier as LiveChannel)?.Bytes?.PeerEndPoint);
    }

    private bool ReceiveOne(LiveChannel from, ref ReadOnlySequence<byte> buffer, bool isEnd, ref bool isMoving, ref GateExit exit)
    {
        switch (PduFramer.TryRead(ref buffer, Host.Options.MaxPduLength, isEnd, out ReadOnlySequence<byte> pdu))
        {
            case FrameResult.Complete when !PduBytes.IsRts(pdu):
                Host.SessionTrace.RpcReceived(Connection, from, pdu);
                EffectBuffer effects = Effects();
                isMoving |= Connection.ReceiveRpc(from.Channel, pdu, effects) is not null;
                Apply(effects, ref exit);
                return true;
            case FrameResult.Complete:
                Process(Decode(from, pdu), ref exit);
                return true;
            case FrameResult.Invalid:
                Process(new Input.ChannelClosed(from.Channel, CloseReason.MalformedPdu, $"bytes that are no PDU came on {from.Channel}"), ref exit);
                return false;
            case FrameResult.Truncated:
                Process(new Input.ChannelClosed(from.Channel, CloseReason.TruncatedPdu, $"{from.Channel} ended in the middle of a PDU"), ref exit);
                return false;
            default:
                return false;
        }
    }

    private Input Decode(LiveChannel from, in ReadOnlySequence<byte> bytes)
    {
        RtsFault fault = PduBytes.ReadRts(bytes, out RtsPdu? pdu);
        if (pdu is null)
        {
            return new Input.ChannelClosed(
                from.Channel, CloseReason.MalformedRtsPdu, $"an RTS PDU that breaks a rule ({fault}) came on {from.Channel}");
        }

        pdu = Connection.Name(from.Channel, pdu);
        Host.SessionTrace.Received(Connection, from, pdu, Host.Now);
        return new Input.RtsReceived(from.Channel, pdu);
    }

    /// <summary>
    /// Notes, before the gate is left, whose flusher the leaver becomes. Leavers may run in any order: what matters is decided here, and
    /// an outbox has one flusher at a time, whenever that comes to run.
    /// </summary>
    private void Leave(ref GateExit exit)
    {
        // By index: an enumerator would be an allocation a read batch.
        IReadOnlyList<Channel> channels = Connection.Channels;
        for (int i = 0; i < channels.Count; i++)
        {
            if (channels[i].Carrier is not LiveChannel live)
            {
                continue;
            }

            if (live.NeedsFlush)
            {
                channels[i].Sending.Outbox.IsFlushing = true;
                exit.Flush(live);
            }

            if (live.IsParked && !Connection.IsParked(channels[i]))
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

    private LiveChannel? NextHop(LiveChannel from) => Connection.NextHop(from.Channel) is { IsClosed: false, Carrier: LiveChannel next } ? next : null;
}
