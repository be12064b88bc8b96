using System.Buffers;
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
/// touched and no other session's gate is entered. Lock order: gate, then cookie table or timer queue.
/// </summary>
internal sealed class Session(RoleHost host, VirtualConnection connection) : ISession, ITimerTarget
{
    [ThreadStatic]
    private static EffectBuffer? t_effects;

    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    // By kind: the first of TimerKind are those of a virtual connection.
    private readonly TimerEntry?[] _timers = new TimerEntry?[(int)TimerKind.AcknowledgmentGrace + 1];
    private RpcRequestTarget? _target;

    public RoleHost Host { get; } = host;

    public VirtualConnection Connection { get; } = connection;

    public Lock Gate { get; } = new();

    public RtsCookie Cookie => Connection.Cookie;

    public CloseReason? Reason => Connection.Reason;

    public string Detail => Connection.Detail;

    public Task Ended => _ended.Task;

    /// <summary>Completes when the connection is open or has ended.</summary>
    public Task OpenedOrEnded => _opened.Task;

    /// <summary>Bytes held for all channels. Read without the gate: a count for people, right when nothing moves.</summary>
    public long QueuedBytes => Connection.Channels.Sum(channel => (long)channel.Sending.Waiting);

    /// <summary>
    /// Takes a newcomer in, if it fits, and processes its first PDU, in one step. False when the connection has ended meanwhile and its
    /// row is gone, so that the caller looks again.
    /// </summary>
    public bool TryTake(LiveChannel newcomer, RtsPdu first, out CloseReason? refusal)
    {
        GateExit exit = default;
        lock (Gate)
        {
            refusal = null;
            if (Connection.IsFinished)
            {
                return false;
            }

            refusal = Connection.Refuses(newcomer.Channel, first);
            if (refusal is not null)
            {
                return true;
            }

            Attach(newcomer);
            RtsPdu named = Connection.Name(newcomer.Channel, first);
            Host.SessionTrace.Joined(Connection, newcomer);
            Host.SessionTrace.Received(Connection, newcomer, named, Host.Now);
            Process(new Input.RtsReceived(newcomer.Channel, named), ref exit);
            Leave(ref exit);
        }

        exit.Run(this);
        return true;
    }

    /// <summary>Makes a channel that this side opened itself a carried one.</summary>
    public void Carry(LiveChannel live)
    {
        live.Session = this;
        live.Channel.Carrier = live;
    }

    /// <summary>Brings an input in.</summary>
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

    /// <summary>A channel that was asked for has been established, or comes too late.</summary>
    public bool Connected(LiveChannel live, IByteChannel bytes)
    {
        GateExit exit = default;
        lock (Gate)
        {
            if (Connection.IsFinished)
            {
                return false;
            }

            live.Bytes = bytes;
            Host.SessionTrace.Established(Connection, live);
            Process(new Input.Connected(live.Channel), ref exit);
            Leave(ref exit);
        }

        exit.Run(this);
        return true;
    }

    /// <summary>
    /// Takes all whole PDUs of a read batch, in order. Returns the channel that the batch's RPC PDUs went to, whose room the reader waits
    /// for; null when there were none.
    /// </summary>
    public LiveChannel? Receive(LiveChannel from, ref ReadOnlySequence<byte> buffer, bool isEnd)
    {
        Channel? next = null;
        GateExit exit = default;
        lock (Gate)
        {
            while (!Connection.IsFinished && !from.Channel.IsClosed && ReceiveOne(from, ref buffer, isEnd, ref next, ref exit))
            {
            }

            Leave(ref exit);
        }

        exit.Run(this);
        return next?.Carrier as LiveChannel;
    }

    /// <summary>
    /// The flusher of <paramref name="live"/> has done <paramref name="work"/> and comes for more: RPC PDUs that were written count as
    /// consumed where they came from. False when there is no more; then it is the flusher no longer.
    /// </summary>
    public bool NextFlush(LiveChannel live, ref FlushWork work)
    {
        bool isMore;
        GateExit exit = default;
        lock (Gate)
        {
            int rpcBytes = live.Channel.Sending.Outbox.RpcInFlight;
            bool isFence = live.Channel.Sending.Outbox.IsFenceInFlight;
            if (rpcBytes > 0 && !Connection.IsFinished)
            {
                EffectBuffer effects = Effects();
                Connection.Written(live.Channel, rpcBytes, effects);
                Apply(effects, ref exit);
            }

            if (isFence)
            {
                Process(new Input.Drained(live.Channel), ref exit);
            }

            isMore = live.TryTakeWork(work.Bytes, out work);
            live.WakeRoom(Host.Options.MaxWaitingBytes);
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
            return !Connection.IsFinished && Connection.IsParked(live.Channel) ? live.Unparked() : null;
        }
    }

    /// <summary>Completes when the reader may go on; null when it may at once.</summary>
    public Task? Room(LiveChannel next)
    {
        lock (Gate)
        {
            return Connection.IsFinished ? null : next.Room(Host.Options.MaxWaitingBytes);
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

    private bool ReceiveOne(LiveChannel from, ref ReadOnlySequence<byte> buffer, bool isEnd, ref Channel? next, ref GateExit exit)
    {
        switch (PduFramer.TryRead(ref buffer, Host.Options.MaxPduLength, isEnd, out ReadOnlySequence<byte> pdu))
        {
            case FrameResult.Complete when !PduBytes.IsRts(pdu):
                Host.SessionTrace.RpcReceived(Connection, from, pdu);
                EffectBuffer effects = Effects();
                next = Connection.ReceiveRpc(from.Channel, pdu, effects) ?? next;
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

    private void Attach(LiveChannel newcomer)
    {
        Carry(newcomer);
        _target ??= newcomer.Target;
        Host.Timers.Cancel(newcomer.Timer);
        newcomer.Timer = null;
        Connection.Attach(newcomer.Channel);
    }

    private void Process(Input input, ref GateExit exit)
    {
        EffectBuffer effects = Effects();
        if (input is Input.ChannelClosed { Channel.IsClosed: false } closed && !Connection.IsFinished)
        {
            Host.SessionTrace.ChannelClosed(Connection, closed);
            Linger(closed.Channel);
        }

        Connection.Handle(input, effects);
        if (input is Input.RtsReceived { Pdu.Kind: { } kind } && !Connection.IsFinished
            && RecyclingSequences.EndedBy(Host.Name, kind) is { } sequence)
        {
            Host.Counters.CountRecycled(sequence);
        }

        Apply(effects, ref exit);
    }

    private static EffectBuffer Effects()
    {
        EffectBuffer effects = t_effects ??= new EffectBuffer();
        effects.Clear();
        return effects;
    }

    private void Apply(EffectBuffer effects, ref GateExit exit)
    {
        for (int i = 0; i < effects.Count; i++)
        {
            if (effects[i] is Effect.Transitioned transition)
            {
                Host.SessionTrace.Transitioned(Connection, transition, effects, i + 1);
            }
            else
            {
                Apply(effects[i], ref exit);
            }
        }
    }

    private void Apply(Effect effect, ref GateExit exit)
    {
        switch (effect)
        {
            case Effect.Send send:
                send.Channel.Sending.SendRts(send.Pdu);
                Host.SessionTrace.Sent(Connection, send.Channel, send.Pdu);
                FlushDischarged(send.Channel, ref exit);
                break;
            case Effect.Forward forward:
                forward.Channel.Sending.SendRts(forward.Pdu);
                Host.SessionTrace.Sent(Connection, forward.Channel, forward.Pdu);
                FlushDischarged(forward.Channel, ref exit);
                break;
            case Effect.SendFence fence:
                fence.Channel.Sending.SendFence(fence.Pdu);
                Host.SessionTrace.Sent(Connection, fence.Channel, fence.Pdu);
                FlushDischarged(fence.Channel, ref exit);
                break;
            case Effect.RemoveRow:
                Host.Table.Remove(Cookie, this);
                break;
            case Effect.Resume resume:
                resume.Channel.Sending.Dequeue();
                break;
            case Effect.SetKeepAlive keepAlive:
                LiveChannel alive = Live(keepAlive.Channel);
                exit.Do(() => alive.SetKeepAlive(TimeSpan.FromMilliseconds(keepAlive.Milliseconds)));
                break;
            case Effect.Plug plug:
                plug.Channel.Sending.Plug();
                break;
            case Effect.Unplug unplug:
                unplug.Channel.Sending.Unplug();
                break;
            case Effect.SendOutChannelResponse response:
                LiveChannel answered = Live(response.Channel);
                answered.IsHeadRequested = true;
                answered.IsHeadAwaited = false;
                Host.SessionTrace.OutChannelResponseSent(Connection, response.Channel);
                break;
            case Effect.OpenChannel open:
                LiveChannel opening = new(open.Channel, null, Host.Now);
                Carry(opening);
                RpcRequestTarget? target = _target;
                exit.Do(() => _ = Host.EstablishAsync(this, opening, target));
                break;
            case Effect.SetTimer set:
                CancelTimer(set.Timer);
                _timers[(int)set.Timer] = Host.Timers.Set(this, set.Timer, set.Due);
                break;
            case Effect.CancelTimer cancel:
                CancelTimer(cancel.Timer);
                break;
            case Effect.WindowForgiven forgiven:
                Host.SessionTrace.WindowForgiven(Connection, forgiven.Channel);
                break;
            case Effect.Opened:
                Host.Counters.CountOpened();
                Host.SessionTrace.Opened(Connection);
                _opened.TrySetResult();
                break;
            case Effect.Finish finish:
                End(finish.Channel, ChannelEnding.Finish, 0, ref exit);
                break;
            case Effect.FailRequest fail:
                End(fail.Channel, ChannelEnding.Fail, fail.RpcError, ref exit);
                break;
            case Effect.Abort abort:
                End(abort.Channel, ChannelEnding.Abort, 0, ref exit);
                break;
            case Effect.Ended ended:
                EndSession(ended, ref exit);
                break;
            default:
                throw new InvalidOperationException($"{effect} is no effect of a session.");
        }
    }

    private static LiveChannel Live(Channel channel) => (LiveChannel)channel.Carrier!;

    private void End(Channel channel, ChannelEnding ending, uint rpcError, ref GateExit exit)
    {
        if (channel.Carrier is not LiveChannel live)
        {
            return;
        }

        live.End(ending, rpcError);
        Linger(channel);
        if (ending == ChannelEnding.Abort)
        {
            exit.Do(live.AbortBytes);
        }

        if (!Connection.IsFinished)
        {
            FlushDischarged(channel, ref exit);
            exit.Do(live.StopPump);
        }
    }

    /// <summary>A channel that is no component any more still has its last bytes to write, and nobody else looks after it.</summary>
    private void FlushDischarged(Channel channel, ref GateExit exit)
    {
        if (channel.Carrier is LiveChannel { NeedsFlush: true } live && !Connection.Channels.Contains(channel))
        {
            channel.Sending.Outbox.IsFlushing = true;
            exit.Flush(live);
        }
    }

    /// <summary>Bounds the time a channel that is over may take for its last bytes.</summary>
    private void Linger(Channel channel)
    {
        if (channel.Carrier is LiveChannel { Timer: null } live)
        {
            live.Timer = Host.Timers.Set(live, TimerKind.Linger, Host.Options.LingerTimeout);
        }
    }

    /// <summary>The row goes in the same gate hold as the end: nobody finds a session that is over.</summary>
    private void EndSession(Effect.Ended ended, ref GateExit exit)
    {
        for (TimerKind kind = 0; (int)kind < _timers.Length; kind++)
        {
            CancelTimer(kind);
        }

        Host.Table.Remove(Cookie, this);
        Host.Counters.CountEnded(ended.Reason);
        Host.SessionTrace.Ended(Connection, ended);
        foreach (Channel channel in Connection.Channels)
        {
            if (channel.Carrier is LiveChannel live)
            {
                live.WakeRoom(int.MaxValue);
                live.WakeParked();
                exit.Do(live.StopPump);
            }
        }

        _opened.TrySetResult();
        _ended.TrySetResult();
    }

    private void CancelTimer(TimerKind kind)
    {
        Host.Timers.Cancel(_timers[(int)kind]);
        _timers[(int)kind] = null;
    }

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
        }
    }
}
