using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Requests;

namespace RpcHttpProxy.Transport.Sessions;

/// <content>What the connection asks for is carried out, in order.</content>
internal sealed partial class RpcSession
{
    /// <inheritdoc/>
    protected override void CarryOut()
    {
        NoteReason();
        for (int i = 0; i < Connection.Requests.Count; i++)
        {
            if (Connection.Requests[i] is Request.Transitioned move)
            {
                Host.SessionTrace.Transitioned(Connection, move, i);
            }
            else
            {
                CarryOut(Connection.Requests[i]);
            }
        }

        Connection.ClearRequests();
        NoLongerHalfOpen(Connection.IsOpened);
    }

    /// <summary>Before any channel is closed: who reads an end of one may ask at once why.</summary>
    private void NoteReason()
    {
        foreach (Request request in Connection.Requests)
        {
            if (request is Request.Ended ended)
            {
                (Reason, Detail) = (ended.Reason, ended.Detail);
            }
        }
    }

    private void CarryOut(Request request)
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
                LinkOf(keepAlive.Channel)?.SetKeepAlive(TimeSpan.FromMilliseconds(keepAlive.Milliseconds));
                break;
            case Request.Respond response:
                LinkOf(response.Channel)?.Respond();
                Host.SessionTrace.OutChannelResponseSent(Connection, response.Channel);
                break;
            case Request.Open open:
                Establish(open.Channel);
                break;
            case Request.SetTimer set:
                SetTimer((int)set.Timer, set.Due, Host.LinkOptions.Timers);
                break;
            case Request.CancelTimer cancel:
                CancelTimer((int)cancel.Timer);
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
                LinkOf(closed.Channel)?.EndSoon();
                break;
            case Request.Close close:
                LinkOf(close.Channel)?.Close(close.How, close.Answer);
                break;
            case Request.Ended ended:
                End(ended);
                break;
            default:
                throw new InvalidOperationException($"{request} is no request of a session.");
        }
    }

    /// <summary>Begins when this turn has ended: the channel is established when the connection is settled.</summary>
    private void Establish(Channel channel)
    {
        ChannelLink link = new(Host, Reactor, channel);
        Carry(link);
        Reactor.Post(() => Reactor.Observe(Host.EstablishAsync(this, link, _grant)));
    }

    /// <summary>The row goes in the same turn as the end: no lookup finds a session that is over.</summary>
    private void End(Request.Ended ended)
    {
        End();
        RemoveRow();
        NoLongerHalfOpen(true);
        Host.Counters.CountEnded(ended.Reason);
        Host.SessionTrace.Ended(Connection, ended);
        _opened.TrySetResult();
        _ended.TrySetResult();
    }

    private void NoLongerHalfOpen(bool isSo)
    {
        if (_isHalfOpen && isSo)
        {
            _isHalfOpen = false;
            Host.HalfOpen.Remove(_clients);
        }
    }

    /// <summary>No lookup finds the connection any more; may be called more than once.</summary>
    private void RemoveRow()
    {
        Host.Table.Remove(Cookie, this);
        if (_principal is not null && !_isDisowned)
        {
            _isDisowned = true;
            Host.Options.Owners?.Release(Cookie);
        }
    }
}
