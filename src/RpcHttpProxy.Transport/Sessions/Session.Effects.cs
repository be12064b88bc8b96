using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <content>Inside the gate: inputs become effects, effects are carried out in order.</content>
internal sealed partial class Session
{
    [ThreadStatic]
    private static EffectBuffer? t_effects;

    /// <summary>This thread's buffer, empty. One input is carried out before the next is looked at, so one buffer is enough.</summary>
    private static EffectBuffer Effects()
    {
        EffectBuffer effects = t_effects ??= new EffectBuffer();
        effects.Clear();
        return effects;
    }

    private static LiveChannel Live(Channel channel) => (LiveChannel)channel.Carrier!;

    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one connection, not the process.")]
    private void Process(Input input, ref GateExit exit)
    {
        if (IsOver)
        {
            return;
        }

        try
        {
            EffectBuffer effects = Effects();
            if (input is Input.ChannelClosed { Channel.IsClosed: false } closed)
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
            effects.Clear(); // an idle thread keeps no ended connection alive
            NoLongerHalfOpen(Connection.IsOpened);
        }
        catch (Exception e)
        {
            Break(e, ref exit);
        }
    }

    /// <summary>What the flusher had taken from a channel's outbox has been written.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one connection, not the process.")]
    private void Written(Channel channel, ref GateExit exit)
    {
        int rpcBytes = channel.Sending.Outbox.RpcInFlight;
        if (rpcBytes == 0 || IsOver)
        {
            return;
        }

        try
        {
            EffectBuffer effects = Effects();
            Connection.Written(channel, rpcBytes, effects);
            Apply(effects, ref exit);
            effects.Clear();
        }
        catch (Exception e)
        {
            Break(e, ref exit);
        }
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
                RemoveRow();
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
                Establish(open.Channel, ref exit);
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
                End(finish.Channel, ChannelEnding.Finish, null, ref exit);
                break;
            case Effect.FailRequest fail:
                End(fail.Channel, ChannelEnding.Fail, fail.Reason, ref exit);
                break;
            case Effect.Abort abort:
                End(abort.Channel, ChannelEnding.Abort, null, ref exit);
                break;
            case Effect.Ended ended:
                EndSession(ended, ref exit);
                break;
            default:
                throw new InvalidOperationException($"{effect} is no effect of a session.");
        }
    }

    private void Establish(Channel channel, ref GateExit exit)
    {
        LiveChannel live = new(channel, null, Host.Now);
        Carry(live);
        ServerGrant? grant = _grant;
        exit.Do(() => _ = Host.EstablishAsync(this, live, grant));
    }

    private void End(Channel channel, ChannelEnding ending, CloseReason? failReason, ref GateExit exit)
    {
        if (channel.Carrier is not LiveChannel live)
        {
            return;
        }

        live.End(ending, failReason);
        Linger(channel);
        if (ending == ChannelEnding.Abort)
        {
            exit.Do(live.AbortBytes);
        }

        if (!Connection.IsFinished || !Connection.Channels.Contains(channel))
        {
            FlushDischarged(channel, ref exit);
            exit.Do(() => live.Stop());
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
    private void Linger(Channel channel) =>
        (channel.Carrier as LiveChannel)?.StartTimer(Host.Timers, TimerKind.Linger, Host.Options.LingerTimeout);

    /// <summary>The row goes in the same gate hold as the end: nobody finds a session that is over.</summary>
    private void EndSession(Effect.Ended ended, ref GateExit exit)
    {
        IsOver = true;
        (Reason, Detail) = (ended.Reason, ended.Detail);
        for (TimerKind kind = 0; (int)kind < _timers.Length; kind++)
        {
            CancelTimer(kind);
        }

        RemoveRow();
        NoLongerHalfOpen(true);
        Host.Counters.CountEnded(ended.Reason);
        Host.SessionTrace.Ended(Connection, ended);
        foreach (Channel channel in Connection.Channels)
        {
            if (channel.Carrier is LiveChannel live)
            {
                live.WakeRoom(ref exit);
                live.WakeParked();
                exit.Do(() => live.Stop());
            }
        }

        _opened.TrySetResult();
        _ended.TrySetResult();
    }

    /// <summary>
    /// Whether a newcomer of <paramref name="principal"/> may become part of the connection: the first makes it his. A new one that turns out
    /// to be another principal's, at the other proxy of this process, goes as it came.
    /// </summary>
    private bool BelongsTo(string principal)
    {
        if (_owner is null && Host.Options.Owners?.TryClaim(Cookie, principal) == false)
        {
            IsOver = true;
            Host.Table.Remove(Cookie, this);
            return false;
        }

        if (_owner is null)
        {
            _owner = principal;
            _isHalfOpen = true;
            Host.CountHalfOpen(1);
        }

        return _owner == principal;
    }

    private void NoLongerHalfOpen(bool isSo)
    {
        if (_isHalfOpen && isSo)
        {
            _isHalfOpen = false;
            Host.CountHalfOpen(-1);
        }
    }

    /// <summary>Nobody finds the connection any more; once or more often.</summary>
    private void RemoveRow()
    {
        Host.Table.Remove(Cookie, this);
        if (_owner is not null && !_isDisowned)
        {
            _isDisowned = true;
            Host.Options.Owners?.Release(Cookie);
        }
    }

    private void CancelTimer(TimerKind kind)
    {
        Host.Timers.Cancel(_timers[(int)kind]);
        _timers[(int)kind] = null;
    }

    /// <summary>A fault of ours: it is said aloud, and the connection ends without asking its machine, which may be what failed.</summary>
    private void Break(Exception fault, ref GateExit exit)
    {
        Log.Fault(Host.Logger, fault, Host.Name, Cookie);
        if (IsOver)
        {
            return;
        }

        foreach (Channel channel in Connection.Channels.Concat(Connection.Retired))
        {
            channel.IsClosed = true;
            End(channel, ChannelEnding.Abort, null, ref exit);
        }

        EndSession(new Effect.Ended(CloseReason.ConnectionError, "a fault in this process, see its log"), ref exit);
    }
}
