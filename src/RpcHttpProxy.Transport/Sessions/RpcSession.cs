using System.Buffers;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sessions;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// A virtual connection at work in one role: what comes on its links goes into the connection, what the connection asks for is carried
/// out. Everything happens in turns of the reactor that owns its cookie.
/// </summary>
internal sealed partial class RpcSession : Session, ISession
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ServerGrant? _grant;
    private string? _principal;
    private bool _isDisowned;
    private bool _isHalfOpen;
    private IReadOnlyList<string> _clients = [];

    private static readonly int s_timerKinds = Enum.GetValues<TimerKind>().Length;

    public RpcSession(RoleHost host, VirtualConnection connection)
        : base(host.Reactors.OwnerOf(connection.Cookie.GetHashCode()), s_timerKinds)
    {
        Host = host;
        Connection = connection;
        Connection.MaxPduLength = host.Options.MaxPduLength;
        Connection.IsLogged = host.SessionTrace.IsDetailed;
    }

    public RoleHost Host { get; }

    public VirtualConnection Connection { get; }

    public RtsCookie Cookie => Connection.Cookie;

    public CloseReason? Reason { get; private set; }

    public string Detail { get; private set; } = "";

    public Task Ended => _ended.Task;

    /// <summary>Completes when the connection is open or has ended.</summary>
    public Task OpenedOrEnded => _opened.Task;

    /// <summary>Ends the connection in order. Any thread.</summary>
    public void Close(CloseReason reason, string detail) => Reactor.Post(() => Handle(new Input.CloseRequested(reason, detail)));

    /// <summary>Ends the connection if what it was granted is no longer so. Any thread; completes when it was asked, in the pool.</summary>
    public Task EndIfRevokedAsync()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Reactor.Post(() =>
        {
            try
            {
                if (!IsOver && _grant is not null && Host.Revokes(Connection, _grant, Server()) is { } why)
                {
                    Handle(new Input.CloseRequested(CloseReason.TargetDenied, why));
                }
            }
            finally
            {
                asked.SetResult();
            }
        });
        return asked.Task;
    }

    /// <summary>A client's connection begins: its higher layer is in this process, there at once or not at all. Any thread.</summary>
    public void Open() => Reactor.Post(() =>
    {
        Establish(Connection.Channels.First(channel => channel.Leg == ChannelLeg.Upper));
        Handle(new Input.OpenRequested());
    });

    /// <summary>Takes an incoming channel in, if it fits, and processes its first PDU. Gives why it isn't taken; null when it is.</summary>
    public CloseReason? Join(ChannelLink incoming, RtsPdu first)
    {
        CloseReason? refusal = CloseReason.ConnectionError;
        Process(() =>
        {
            refusal = BelongsTo(incoming)
                ? Connection.Refuses(incoming.Channel, first) ?? RefusesSuccessor(incoming)
                : CloseReason.PrincipalMismatch;
            if (refusal is null)
            {
                Carry(incoming);
                _grant ??= incoming.Grant;
                Host.SessionTrace.Joined(Connection, incoming);
                Connection.Join(incoming.Channel, first);
            }
        });
        return refusal;
    }

    /// <summary>What precedes the PDUs of a channel was read: a client that opens waits for that of its OUT channel.</summary>
    public void HeadRead(ChannelLink link)
    {
        if (Host.Name == RoleName.Client && link.Channel.Leg == ChannelLeg.ClientOut)
        {
            Host.SessionTrace.HeadReceived(Connection, link.Channel, Tracing.TracePdus.OutChannelResponse, Host.Now);
            Handle(new Input.OutChannelResponse(link.Channel));
        }
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Clients => _clients;

    /// <inheritdoc/>
    public override bool IsParked(Link link) => Connection.IsParked(Of(link));

    /// <inheritdoc/>
    protected override bool Take(Link from, ref ReadOnlySequence<byte> bytes, bool isEnd) => Connection.Receive(Of(from), ref bytes, isEnd);

    /// <inheritdoc/>
    protected override void OnWritten(Link link, ArraySegment<byte> bytes) => Connection.Written(Of(link), bytes);

    /// <inheritdoc/>
    protected override void OnLinkEnded(Link link, LinkEnd end)
    {
        if (!Of(link).IsClosed)
        {
            Connection.Handle(new Input.ChannelClosed(Of(link), ((ChannelLink)link).ReasonOf(end), $"{link}: {end.Detail}"));
        }
    }

    /// <inheritdoc/>
    protected override bool OnEstablished(Link link)
    {
        Channel channel = Of(link);
        if (IsOver || channel.IsClosed)
        {
            return false;
        }

        if (Host.Name != RoleName.Client || channel.Leg != ChannelLeg.Upper)
        {
            // A client's higher layer isn't asked for by its connection, which waits for no such thing.
            Host.SessionTrace.Established(Connection, (ChannelLink)link);
            Connection.Handle(new Input.Connected(channel));
        }

        return true;
    }

    /// <inheritdoc/>
    protected override void OnNotEstablished(Link link, Exception why)
    {
        switch (why)
        {
            case OperationCanceledException when link.Life.IsCancellationRequested:
                break; // The connection has ended meanwhile.
            case ChannelOpenException refused:
                Connection.Handle(new Input.ConnectFailed(Of(link), refused.Reason, refused.Message));
                break;
            default:
                if (why is not (IOException or SocketException or OperationCanceledException))
                {
                    Host.Lines.Fault(why, Cookie);
                }

                Connection.Handle(new Input.ConnectFailed(Of(link), CloseReason.ServerUnreachable, why.Message));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnElapsed(int timer)
    {
        Host.SessionTrace.Timer(Connection, (TimerKind)timer);
        Connection.Handle(new Input.TimerElapsed((TimerKind)timer));
    }

    /// <inheritdoc/>
    protected override Link? NextHop(Link from) => Connection.NextHop(Of(from)) is { IsClosed: false } next ? LinkOf(next) : null;

    /// <inheritdoc/>
    protected override void OnBudgetExceeded(Link fullest) => Handle(new Input.CloseRequested(
        CloseReason.BuffersFull, $"{fullest} held much when the bytes that wait in this process, or its client's share of them, reached their bound"));

    /// <summary>The connection ends without asking its machine, which may be what failed.</summary>
    protected override void OnFault(Exception fault)
    {
        Host.Lines.Fault(fault, Cookie);
        if (!IsOver)
        {
            Connection.ClearRequests();
            Connection.Abandon("internal error, see the log");
            CarryOut();
        }
    }

    private static Channel Of(Link link) => ((ChannelLink)link).Channel;

    /// <summary>What carries a channel of the connection; null where it was never asked for.</summary>
    private static ChannelLink? LinkOf(Channel channel) => channel.Carrier as ChannelLink;

    private void Handle(Input input) => Process(() =>
    {
        if (!IsOver)
        {
            Connection.Handle(input);
        }
    });

    private void Carry(ChannelLink link)
    {
        link.Channel.Carrier = link;
        Add(link);
    }

    /// <summary>
    /// Whether an incoming channel may become part of the connection: the first makes it its principal's. A new one that turns out
    /// to be another principal's, at the other proxy of this process, goes as it came.
    /// </summary>
    private bool BelongsTo(ChannelLink incoming)
    {
        string principal = incoming.Principal;
        if (_principal is null && Host.Options.Owners?.TryClaim(Cookie, principal) == false)
        {
            IsOver = true;
            Host.Table.Remove(Cookie, this);
            return false;
        }

        if (_principal is null)
        {
            _principal = principal;
            _isHalfOpen = true;
            _clients = Host.ClientNames.Of(incoming.Grant);
            Host.HalfOpen.Add(_clients);
        }

        return _principal.Equals(principal, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// The connection to the server outlives the request that it was made for, and so may what that request was granted: each successor is
    /// asked whether it may go where the connection goes, whatever its own request names.
    /// </summary>
    private CloseReason? RefusesSuccessor(ChannelLink successor)
    {
        if (_grant is null || successor.Grant is null)
        {
            return null;
        }

        IPEndPoint? server = Server();
        if (Host.Revokes(Connection, _grant, server) is { } why)
        {
            Close(CloseReason.TargetDenied, why); // behind this turn, in which the successor is refused
            return CloseReason.TargetDenied;
        }

        return Host.RefusesSuccessor(Connection, _grant, successor.Grant, server);
    }

    /// <summary>Where the connection to the server goes; null while there is none.</summary>
    private IPEndPoint? Server() =>
        Links.FirstOrDefault(link => Of(link) is { IsClosed: false, Leg: ChannelLeg.ServerIn or ChannelLeg.ServerOut })?.Carrier?.PeerEndPoint;
}
