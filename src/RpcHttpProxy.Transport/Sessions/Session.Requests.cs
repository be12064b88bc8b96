using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <content>Inside the gate: inputs become requests, requests are carried out in order.</content>
internal sealed partial class Session
{
    /// <summary>What carries a channel of the connection; null where it was never asked for.</summary>
    private static LiveChannel? Live(Channel channel) => channel.Carrier as LiveChannel;

    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one connection, not the process.")]
    private void Process(Input input, ref GateExit exit)
    {
        Exception? fault = null;
        try
        {
            if (!IsOver)
            {
                Connection.Handle(input);
            }
        }
        catch (Exception e)
        {
            fault = e;
        }

        Settle(fault, ref exit);
        Leave(ref exit);
    }

    /// <summary>An input has been processed, or has brought up a fault of ours: what it asks for is done.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A fault of ours ends one connection, not the process.")]
    private void Settle(Exception? fault, ref GateExit exit)
    {
        try
        {
            CarryOut(ref exit);
        }
        catch (Exception e)
        {
            fault ??= e;
        }

        if (fault is not null)
        {
            Break(fault, ref exit);
        }
    }

    private void CarryOut(ref GateExit exit)
    {
        for (int i = 0; i < Connection.Requests.Count; i++)
        {
            if (Connection.Requests[i] is Request.Transitioned move)
            {
                Host.SessionTrace.Transitioned(Connection, move, i);
            }
            else
            {
                CarryOut(Connection.Requests[i], ref exit);
            }
        }

        Connection.ClearRequests();
        NoLongerHalfOpen(Connection.IsOpened);
    }

    private void CarryOut(Request request, ref GateExit exit)
    {
        switch (request)
        {
            case Request.Received received:
                Host.SessionTrace.Received(Connection, received.Channel, received.Pdu);
                break;
            case Request.RpcReceived received:
                Host.SessionTrace.RpcReceived(Connection, received);
                break;
            case Request.Sent sent:
                Host.SessionTrace.Sent(Connection, sent.Channel, sent.Pdu);
                break;
            case Request.Noted:
                break; // Told with the transition that it is part of.
            case Request.RemoveRow:
                RemoveRow();
                break;
            case Request.SetKeepAlive keepAlive:
                if (Live(keepAlive.Channel) is { } alive)
                {
                    exit.Do(() => alive.SetKeepAlive(TimeSpan.FromMilliseconds(keepAlive.Milliseconds)));
                }

                break;
            case Request.Respond response:
                if (Live(response.Channel) is { } answered)
                {
                    answered.IsHeadRequested = true;
                    answered.IsHeadAwaited = false;
                    Host.SessionTrace.OutChannelResponseSent(Connection, response.Channel);
                }

                break;
            case Request.Open open:
                Establish(open.Channel, ref exit);
                break;
            case Request.SetTimer set:
                CancelTimer(set.Timer);
                _timers[(int)set.Timer] = Host.Timers.Set(this, set.Timer, set.Due);
                break;
            case Request.CancelTimer cancel:
                CancelTimer(cancel.Timer);
                break;
            case Request.FlowControlDisabled disabled:
                Host.SessionTrace.FlowControlDisabled(Connection, disabled.Channel);
                break;
            case Request.Opened:
                Host.Counters.CountOpened();
                Host.SessionTrace.Opened(Connection);
                _opened.TrySetResult();
                break;
            case Request.Recycled recycled:
                Host.Counters.CountRecycled(recycled.Sequence);
                break;
            case Request.Linger closed:
                Host.SessionTrace.ChannelClosed(Connection, closed);
                Linger(closed.Channel);
                break;
            case Request.Close close:
                End(close, ref exit);
                break;
            case Request.Ended ended:
                EndSession(ended, ref exit);
                break;
            default:
                throw new InvalidOperationException($"{request} is no request of a session.");
        }
    }

    private void Establish(Channel channel, ref GateExit exit)
    {
        LiveChannel live = new(channel, null, Host.Now);
        Carry(live);
        ServerGrant? grant = _grant;
        exit.Do(() => _ = Host.EstablishAsync(this, live, grant));
    }

    private void End(Request.Close close, ref GateExit exit)
    {
        if (Live(close.Channel) is not { } live)
        {
            return;
        }

        ChannelEnding ending = close.How switch
        {
            CloseHow.Finish => ChannelEnding.Finish,
            CloseHow.Fail => ChannelEnding.Fail,
            _ => ChannelEnding.Abort,
        };
        live.End(ending, close.Answer);
        Linger(close.Channel);
        if (ending == ChannelEnding.Abort)
        {
            exit.Do(live.AbortBytes);
        }

        exit.Do(() => live.Stop());
    }

    /// <summary>Bounds the time a channel that is over may take for its last bytes.</summary>
    private void Linger(Channel channel) => Live(channel)?.StartTimer(Host.Timers, TimerKind.Linger, Host.Options.LingerTimeout);

    /// <summary>The row goes in the same gate hold as the end: nobody finds a session that is over.</summary>
    private void EndSession(Request.Ended ended, ref GateExit exit)
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
        foreach (LiveChannel live in _channels)
        {
            live.WakeRoom(ref exit);
            live.WakeParked();
            exit.Do(() => live.Stop());
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

        Connection.ClearRequests();
        Connection.Abandon("a fault in this process, see its log");
        CarryOut(ref exit);
    }
}
