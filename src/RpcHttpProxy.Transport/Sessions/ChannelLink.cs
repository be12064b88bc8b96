using System.Buffers;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// The link of one channel. Its bytes wait in the channel's outbox. One that the peer opened belongs to no connection until its first
/// RTS PDU: that PDU's cookie finds or makes it. An incoming channel that doesn't fit is ended; no living connection notices.
/// </summary>
internal sealed class ChannelLink : Link
{
    private readonly RoleHost _host;
    private FirstPdu _first;

    /// <summary>A channel that the peer opened.</summary>
    public ChannelLink(RoleHost host, IncomingChannel incoming, Channel channel)
        : base(incoming.Reactor ?? host.Reactors.Next(), host.LinkOptions, host.Now)
    {
        _host = host;
        Channel = channel;
        Grant = incoming.Grant;
        IsHeadAwaited = incoming.Leg == ChannelLeg.ClientOut;
    }

    /// <summary>A channel that this side opens.</summary>
    public ChannelLink(RoleHost host, Reactor reactor, Channel channel)
        : base(reactor, host.LinkOptions, host.Now)
    {
        _host = host;
        Channel = channel;
    }

    public Channel Channel { get; }

    /// <summary>Who asks for which server; proxies' client legs only.</summary>
    public ServerGrant? Grant { get; }

    /// <summary>Whose channel it is.</summary>
    public string Principal => Grant?.Principal ?? ServerGrant.Anonymous;

    /// <summary>What carries it; null while it is being established.</summary>
    public IChannelTransport? Bytes => (Carrier as ChannelCarrier)?.Bytes;

    /// <summary>Why it is refused; null while it isn't.</summary>
    public CloseReason? Answer { get; private set; }

    /// <inheritdoc/>
    public override int Waiting => Channel.Sending.Waiting;

    /// <inheritdoc/>
    public override bool IsUrgent => Channel.Sending.Outbox.HoldsRtsOnly;

    /// <inheritdoc/>
    protected override bool HasBytes => Channel.Sending.Outbox.Length > 0;

    /// <inheritdoc/>
    protected override bool IsClaimed => _first.Pdu is not null;

    /// <inheritdoc/>
    protected override LinkEnd EndedUnclaimed { get; } = Protocol(CloseReason.FirstPduUnexpected, "it ended before its first PDU");

    /// <summary>Carried by <paramref name="bytes"/>.</summary>
    public ChannelCarrier CarriedBy(IChannelTransport bytes) => new(bytes, () => Answer!.Value);

    /// <summary>Ends the channel as its connection asks for.</summary>
    public void Close(CloseHow how, CloseReason? answer)
    {
        Answer ??= answer;
        End(how switch
        {
            CloseHow.Finish => LinkEnding.Finish,
            CloseHow.Fail => LinkEnding.Refuse,
            _ => LinkEnding.Abort,
        });
    }

    /// <summary>Ends the waiting for a first PDU; what is part of a connection ends with it.</summary>
    public void StopUnclaimed(LinkEnd why)
    {
        if (Owner is null)
        {
            InputOver(why);
        }
    }

    /// <summary>The same. Any thread.</summary>
    public void Stop(LinkEnd why) => Post(() => StopUnclaimed(why));

    /// <summary>The reason in the field's word.</summary>
    public CloseReason ReasonOf(LinkEnd end) => end.Cause switch
    {
        LinkEndCause.Protocol => (CloseReason)end.Code,
        LinkEndCause.Wire => CloseReason.ConnectionError,
        _ => (_host.Name, Channel.Leg) switch
        {
            (_, ChannelLeg.Upper) => CloseReason.ClosedByHigherLayer,
            (RoleName.Client or RoleName.Server, _) => CloseReason.ClosedByProxy,
            (_, ChannelLeg.ClientIn or ChannelLeg.ClientOut) => CloseReason.ClosedByClient,
            _ => CloseReason.ClosedByServer,
        },
    };

    public override string ToString() => Channel.ToString();

    internal static LinkEnd Protocol(CloseReason reason, string detail) => new(LinkEndCause.Protocol, detail, (int)reason);

    /// <inheritdoc/>
    protected override Reactor? Claim(ref ReadOnlySequence<byte> bytes, bool isEnd)
    {
        FirstPdu first = _host.Role.ReadFirst(Channel, ref bytes, _host.Options.MaxPduLength, isEnd);
        if (first.Refusal is { } refusal)
        {
            InputOver(Protocol(refusal, first.Detail));
            return null;
        }

        if (first.Pdu is null)
        {
            return null;
        }

        StopTimer();
        _first = first;
        return _host.Reactors.OwnerOf(first.Admission.Cookie.GetHashCode());
    }

    /// <inheritdoc/>
    protected override void Join()
    {
        FirstPdu first = _first;
        _first = default;
        if (_host.Admit(this, first.Pdu!, first.Admission) is { } reason)
        {
            InputOver(Protocol(reason, $"{first.Pdu!.Name} names the virtual connection {first.Admission.Cookie.ToShortString()}, which doesn't take it"));
        }
    }

    /// <inheritdoc/>
    protected override void OnHeadRead() => (Owner as RpcSession)?.HeadRead(this);

    /// <inheritdoc/>
    protected override void Refused(LinkEnd end)
    {
        CloseReason reason = end.Cause == LinkEndCause.Peer ? CloseReason.FirstPduUnexpected : ReasonOf(end);
        Answer = reason;
        _host.NoteRefusal(Carrier!.Peer, reason, end.Detail);
    }

    /// <inheritdoc/>
    protected override void FirstElapsed(int kind) => StopUnclaimed(Protocol(CloseReason.FirstPduTimeout, "no whole PDU came in time"));

    /// <inheritdoc/>
    protected override void OnFault(Exception fault) => _host.Lines.Fault(fault, (Owner as RpcSession)?.Cookie);

    /// <inheritdoc/>
    protected override ArraySegment<byte> TakeBytes() => Channel.Sending.Outbox.Take();

    /// <inheritdoc/>
    protected override void ReturnBytes(ArraySegment<byte> bytes) => Channel.Sending.Outbox.Written(bytes);

    /// <inheritdoc/>
    protected override void DiscardBytes() => Channel.Sending.Discard();

    /// <inheritdoc/>
    protected override void DetachBytes() => Channel.Detach();

    /// <inheritdoc/>
    protected override void OnEnded() => _host.Forget(this);
}
