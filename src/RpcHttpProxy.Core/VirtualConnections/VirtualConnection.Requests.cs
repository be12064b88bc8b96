using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <content>What machines do: bytes go into outboxes at once, the rest is asked of the owner.</content>
public abstract partial class VirtualConnection
{
    // Ours: what one input asks for, logs included. An idle connection keeps no more room than that.
    private const int UsualRequests = 16;

    private readonly List<Request> _requests = [];

    /// <summary>What the inputs since the last <see cref="ClearRequests"/> have asked for, in order.</summary>
    public IReadOnlyList<Request> Requests => _requests;

    /// <summary>Whether requests that only a log or trace reads are made, too. Set by the owner before the first input.</summary>
    public bool IsLogged { get; set; }

    /// <summary>The owner has carried them out.</summary>
    public void ClearRequests()
    {
        _requests.Clear();
        if (_requests.Capacity > UsualRequests)
        {
            _requests.Capacity = 0;
        }
    }

    /// <summary>
    /// A fault of ours has come up: every channel ends at once, and with them the connection, without asking its machine, which may be what
    /// failed.
    /// </summary>
    public void Abandon(string detail)
    {
        foreach (Channel channel in _channels.Concat(_retired))
        {
            channel.IsClosed = true;
            _requests.Add(new Request.Close(channel, CloseHow.Abort));
        }

        _requests.Add(new Request.Ended(CloseReason.ConnectionError, detail));
    }

    /// <summary>Sends an RTS PDU past whatever waits.</summary>
    internal void Send(Channel channel, RtsPdu pdu)
    {
        channel.Sending.SendRts(pdu);
        LogSent(channel, pdu, SentHow.Originated);
    }

    /// <summary>Sends an RTS PDU behind all RPC PDUs that wait on its channel; the input Drained tells when it has been written.</summary>
    internal void SendFence(Channel channel, RtsPdu pdu)
    {
        channel.Sending.SendFence(pdu);
        LogSent(channel, pdu, SentHow.BehindQueue);
    }

    // [rpch 3.2.1.5.2/2] a Destination is never added to a PDU
    /// <summary>Passes an RTS PDU on unchanged (3.2.1.5.2).</summary>
    internal void Forward(Channel channel, RtsPdu pdu)
    {
        channel.Sending.SendRts(pdu);
        LogSent(channel, pdu, SentHow.Forwarded);
    }

    /// <summary>Switches a channel to plugged channel mode.</summary>
    internal void Plug(Channel channel)
    {
        channel.Sending.Plug();
        Note("plug", channel);
    }

    /// <summary>Switches a channel to unplugged channel mode.</summary>
    internal void Unplug(Channel channel)
    {
        channel.Sending.Unplug();
        Note("unplug", channel);
    }

    /// <summary>Sends what waited on a channel, as far as it may go now.</summary>
    internal void Resume(Channel channel)
    {
        channel.Sending.Dequeue();
        Note("send what waits on", channel);
    }

    internal void Open(Channel channel) => _requests.Add(new Request.Open(channel));

    internal void Respond(Channel channel) => _requests.Add(new Request.Respond(channel));

    protected internal void AnswerEcho(Channel channel) => _requests.Add(new Request.AnswerEcho(channel));

    internal void SetKeepAlive(Channel channel, uint milliseconds) => _requests.Add(new Request.SetKeepAlive(channel, milliseconds));

    protected internal void SetTimer(TimerKind timer, TimeSpan due) => _requests.Add(new Request.SetTimer(timer, due));

    internal void CancelTimer(TimerKind timer) => _requests.Add(new Request.CancelTimer(timer));

    // [rpch 3.2.1.1.2/2] a row of the cookie table is removed in the turn that ends its connection
    internal void RemoveRow() => _requests.Add(new Request.RemoveRow());

    internal void ReportOpened() => _requests.Add(new Request.Opened());

    internal void ReportFlowControlDisabled(Channel channel) => _requests.Add(new Request.FlowControlDisabled(channel));

    internal void LogTransition(string machine, string from, string trigger, string to) =>
        _requests.Add(new Request.Transitioned(machine, from, trigger, to));

    private void LogReceived(Channel channel, RtsPdu pdu)
    {
        if (IsLogged)
        {
            _requests.Add(new Request.Received(channel, pdu));
        }
    }

    private void LogSent(Channel channel, RtsPdu pdu, SentHow how)
    {
        if (IsLogged)
        {
            _requests.Add(new Request.Sent(channel, pdu, how));
        }
    }

    private void Note(string what, Channel channel)
    {
        if (IsLogged)
        {
            _requests.Add(new Request.Noted($"{what} {channel.Leg}"));
        }
    }
}
