using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Engine.Sessions;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>One role with its cookie table: what the transport is to the core, without sockets, threads and time.</summary>
internal sealed partial class Node(Pair pair, RoleName name, Role? role, string label)
{
    private readonly Dictionary<Channel, Link> _links = [];
    private readonly Dictionary<Channel, Lane> _flushes = [];
    private readonly Dictionary<(VirtualConnection, TimerKind), TimeSpan> _timers = [];
    private readonly Queue<Action> _written = [];
    private readonly List<Channel> _touched = [];
    private readonly HashSet<Channel> _flushing = [];
    private Action<RtsPdu>? _note;
    private bool _isBusy;

    public RoleName Name { get; } = name;

    /// <summary>The role's name, numbered from the second node on.</summary>
    public string Label { get; } = label;

    public ConnectionTable<RtsCookie, VirtualConnection> Table { get; } = new();

    /// <summary>Every connection there ever was.</summary>
    public List<VirtualConnection> Connections { get; } = [];

    /// <summary>The connections that are over, each with its reason.</summary>
    public List<(VirtualConnection Connection, CloseReason Reason)> Ended { get; } = [];

    /// <summary>Why incoming channels were turned away.</summary>
    public List<CloseReason> Refusals { get; } = [];

    /// <summary>How many connections reported that they are open.</summary>
    public int Opened { get; private set; }

    /// <summary>The effects of every input, as text.</summary>
    public List<string> Log { get; } = [];

    public TimerKind[] RunningTimers => [.. _timers.Keys.Select(key => key.Item2)];

    /// <summary>What was written to each higher layer.</summary>
    public Dictionary<Channel, List<byte>> Uppers { get; } = [];

    /// <summary>The channels that are linked to a peer and not over.</summary>
    public IEnumerable<(VirtualConnection Connection, Channel Channel)> OpenChannels =>
        from link in _links.Values where link.Owner is not null && !link.Channel.IsClosed select (link.Owner, link.Channel);

    /// <summary>Every link there ever was.</summary>
    public IEnumerable<Link> Links => _links.Values;

    public void Link(Channel channel, Link link) => _links.Add(channel, link);

    public Link LinkOf(Channel channel) => _links[channel];

    public void Start(VirtualConnection connection)
    {
        Connections.Add(connection);
        Assert.True(Table.TryAdd(connection.Cookie, connection));
    }

    /// <summary>Feeds an input and carries out what follows from it.</summary>
    public void Handle(VirtualConnection connection, Input input) => Enter(connection, () => connection.Handle(input));

    /// <summary>An RTS PDU has arrived; the first one of a channel finds or makes the connection.</summary>
    public void ReceiveRts(Link link, RtsPdu pdu, Action<RtsPdu> note)
    {
        VirtualConnection? connection = link.Owner ?? Admit(link, pdu);
        if (connection is null)
        {
            note(pdu);
            return;
        }

        _note = note;
        if (link.Owner is null)
        {
            link.Owner = connection;
            Enter(connection, () => connection.Join(link.Channel, pdu));
        }
        else
        {
            Handle(connection, new Input.RtsReceived(link.Channel, pdu));
        }
    }

    /// <summary>An RPC PDU has arrived.</summary>
    public void ReceiveRpc(VirtualConnection connection, Channel channel, byte[] pdu) =>
        Enter(connection, () => connection.ReceiveRpc(channel, pdu.AsSequence()));

    /// <summary>Sends bytes on a channel past the core, as a peer would that has its own ideas.</summary>
    public void SendPastTheCore(Channel channel, byte[] bytes) => _links[channel].Send(bytes);

    /// <summary>Timers whose time has come elapse.</summary>
    public void Elapse(TimeSpan now)
    {
        foreach (((VirtualConnection connection, TimerKind timer), _) in _timers.Where(entry => entry.Value <= now).ToArray())
        {
            _timers.Remove((connection, timer));
            Handle(connection, new Input.TimerElapsed(timer));
        }
    }

    /// <summary>Ends a channel that no connection owns.</summary>
    public void Refuse(Link link, CloseReason reason)
    {
        Refusals.Add(reason);
        link.Channel.IsClosed = true;
        link.End(CloseReason.ConnectionError, cut: true);
    }

    private VirtualConnection? Admit(Link link, RtsPdu first)
    {
        Admission admission = role!.Admit(link.Channel.Leg, first);
        if (admission.Kind == AdmissionKind.Refused)
        {
            Refuse(link, CloseReason.FirstPduUnexpected);
            return null;
        }

        bool isThere = Table.TryGet(admission.Cookie, out VirtualConnection? connection);
        if (!isThere && admission.Kind == AdmissionKind.Join)
        {
            Refuse(link, CloseReason.CookieUnknown);
            return null;
        }

        if (!isThere)
        {
            Start(connection = role.Create(admission.Cookie));
        }

        link.Channel.Leg = admission.Leg;
        CloseReason? refusal = isThere && admission.Kind == AdmissionKind.New
            ? CloseReason.CookieTaken
            : connection!.Refuses(link.Channel, first);
        if (refusal is { } reason)
        {
            Refuse(link, reason);
            return null;
        }

        return connection;
    }

    /// <summary>A turn: an input, what follows from it, then the writing. That something is written is an input of its own, afterwards.</summary>
    private void Enter(VirtualConnection connection, Action input)
    {
        Assert.False(_isBusy, "one input at a time");
        _isBusy = true;
        connection.IsLogged = true;
        input();
        foreach (Request request in connection.Requests.ToArray())
        {
            CarryOut(connection, request);
        }

        connection.ClearRequests();

        foreach (Channel channel in _touched.Concat(connection.Channels).Distinct().ToArray())
        {
            Flush(connection, channel);
        }

        _touched.Clear();
        _isBusy = false;
        foreach (Link link in _links.Values.Where(link => link.Owner == connection && link.IsParked).ToArray())
        {
            link.Unpark();
        }

        if (_written.TryDequeue(out Action? written))
        {
            written();
        }
    }

    private void CarryOut(VirtualConnection connection, Request request)
    {
        if (new[] { request }.Done().Length > 0)
        {
            Log.Add(request.ToString());
        }

        switch (request)
        {
            case Request.Received received:
                _note?.Invoke(received.Pdu);
                break;
            case Request.Sent sent:
                _touched.Add(sent.Channel);
                break;
            case Request.RemoveRow:
                Table.Remove(connection.Cookie, connection);
                break;
            case Request.Open open:
                pair.Dial(this, connection, open.Channel);
                break;
            case Request.Respond response:
                _links[response.Channel].IsHeadDue = true;
                _touched.Add(response.Channel);
                break;
            case Request.SetTimer timer:
                _timers[(connection, timer.Timer)] = pair.Now + timer.Due;
                break;
            case Request.CancelTimer timer:
                _timers.Remove((connection, timer.Timer));
                break;
            case Request.Opened:
                Opened++;
                break;
            case Request.Close close:
                EndOf(
                    close.Channel,
                    close.How switch
                    {
                        CloseHow.Finish => CloseReason.ClosedByProxy,
                        CloseHow.Fail => CloseReason.RequestRefused,
                        _ => CloseReason.ConnectionError,
                    },
                    cut: close.How == CloseHow.Abort);
                break;
            case Request.Ended ended:
                Ended.Add((connection, ended.Reason));
                Table.Remove(connection.Cookie, connection);
                foreach ((VirtualConnection, TimerKind) timer in _timers.Keys.Where(key => key.Item1 == connection).ToArray())
                {
                    _timers.Remove(timer);
                }

                break;
        }
    }
}
