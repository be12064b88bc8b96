using System.Collections.ObjectModel;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Core.VirtualConnections;

namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>
/// The four roles in memory. What one sends is under way until <see cref="Step"/> lets it arrive, first sent first, but for what a test
/// holds back; so any interleaving of the channels can be played. Time stands still until a test moves it.
/// </summary>
internal sealed class Pair
{
    private readonly List<Lane> _lanes = [];
    private readonly HashSet<string> _held = [];
    private long _sent;

    /// <summary>All roles with their defaults, but for the proxies' figures, which are to be seen arriving in the client.</summary>
    public Pair()
        : this(new ClientVariables(), new ProxyVariables { ReceiveWindowSize = 32_768, ConnectionTimeout = 240_000 }, new ServerVariables())
    {
    }

    /// <summary>All roles with one receive window.</summary>
    public Pair(uint receiveWindowSize)
        : this(
            new ClientVariables { ReceiveWindowSize = receiveWindowSize },
            new ProxyVariables { ReceiveWindowSize = receiveWindowSize },
            new ServerVariables { ReceiveWindowSize = receiveWindowSize })
    {
    }

    /// <summary>All roles as they are told, but for the group's cookie.</summary>
    public Pair(ClientVariables client, ProxyVariables proxies, ServerVariables server)
    {
        (ClientVariables, ProxyVariables, ServerVariables) = (client with { AssociationGroupId = SamplePdus.Group }, proxies, server);
        Client = new Node(this, RoleName.Client, role: null, "Client");
        InboundProxy = new Node(this, RoleName.InboundProxy, new InboundProxyRole(ProxyVariables), "InboundProxy");
        OutboundProxy = new Node(this, RoleName.OutboundProxy, new OutboundProxyRole(ProxyVariables), "OutboundProxy");
        InboundProxy2 = new Node(this, RoleName.InboundProxy, new InboundProxyRole(ProxyVariables), "InboundProxy2");
        OutboundProxy2 = new Node(this, RoleName.OutboundProxy, new OutboundProxyRole(ProxyVariables), "OutboundProxy2");
        Server = new Node(this, RoleName.Server, new ServerRole(ServerVariables), "Server");
        NextInbound = () => InboundProxy;
        NextOutbound = () => OutboundProxy;
    }

    /// <summary>What a server says first on a TCP connection (2.1.1.2.1).</summary>
    public static byte[] LegacyResponse { get; } = [.. "ncacn_http/1.0"u8];

    public ClientVariables ClientVariables { get; }

    public ProxyVariables ProxyVariables { get; }

    public ServerVariables ServerVariables { get; }

    public Node Client { get; }

    public Node InboundProxy { get; }

    public Node OutboundProxy { get; }

    public Node Server { get; }

    /// <summary>Another node of the same role, to recycle to.</summary>
    public Node InboundProxy2 { get; }

    /// <summary>Another node of the same role, to recycle to.</summary>
    public Node OutboundProxy2 { get; }

    /// <summary>Where the client's next IN channel goes.</summary>
    public Func<Node> NextInbound { get; set; }

    /// <summary>Where the client's next OUT channel goes.</summary>
    public Func<Node> NextOutbound { get; set; }

    /// <summary>One node a role.</summary>
    public Node[] Nodes => [Client, InboundProxy, OutboundProxy, Server];

    /// <summary>All six.</summary>
    public Node[] AllNodes => [.. Nodes, InboundProxy2, OutboundProxy2];

    /// <summary>Whether the end of a write is a step of its own, so that the peer may answer before the writer knows that it has written.</summary>
    public bool FlushesLate { get; init; }

    /// <summary>The service behind the server, once it is connected.</summary>
    public Endpoint? Service { get; private set; }

    /// <summary>The program above the client, once there is a client.</summary>
    public Endpoint? Program { get; private set; }

    /// <summary>What has arrived, in the order of arrival.</summary>
    public Collection<string> Transcript { get; } = [];

    public TimeSpan Now { get; private set; }

    /// <summary>The longest piece in which bytes arrive.</summary>
    public int PieceLength { get; init; } = int.MaxValue;

    /// <summary>Whether the server sends the legacy server response.</summary>
    public bool SendsLegacyResponse { get; init; } = true;

    /// <summary>The legs that can't be connected.</summary>
    public HashSet<ChannelLeg> Unreachable { get; } = [];

    /// <summary>A client begins to open a virtual connection.</summary>
    public ClientConnection Open(int cookie = 1)
    {
        var connection = new ClientConnection(
            SamplePdus.CookieOf(cookie), SamplePdus.ChannelCookies(), ClientVariables);
        Client.Connections.Add(connection);
        Program = new Endpoint(Client, connection, connection.Upper);
        Client.Handle(connection, new Input.OpenRequested());
        return connection;
    }

    /// <summary>Nothing arrives on this lane, such as <c>InboundProxy -> Server</c> or <c>connect ServerIn</c>, until it is released.</summary>
    public Pair Hold(params string[] lanes)
    {
        _held.UnionWith(lanes);
        return this;
    }

    public Pair Release(params string[] lanes)
    {
        _held.ExceptWith(lanes);
        return this;
    }

    /// <summary>The first that is under way and not held back arrives; false when there is nothing.</summary>
    public bool Step()
    {
        Lane? next = _lanes.Where(lane => !lane.IsEmpty && !_held.Contains(lane.Name)).MinBy(lane => lane.FirstSent);
        next?.Arrive();
        return next is not null;
    }

    /// <summary>Something that is under way arrives, whichever; false when there is nothing.</summary>
    public bool StepAnywhere(Random random)
    {
        Lane[] busy = [.. _lanes.Where(lane => !lane.IsEmpty && !_held.Contains(lane.Name))];
        if (busy.Length == 0)
        {
            return false;
        }

        busy[random.Next(busy.Length)].Arrive();
        return true;
    }

    /// <summary>Steps until nothing is under way but what is held back.</summary>
    public Pair Run()
    {
        for (int steps = 0; Step(); steps++)
        {
            Assert.True(steps < 1_000_000, "the pair doesn't come to rest");
        }

        return this;
    }

    /// <summary>Time goes by.</summary>
    public void Wait(TimeSpan time)
    {
        Now += time;
        foreach (Node node in AllNodes)
        {
            node.Elapse(Now);
        }
    }

    public Lane NewLane(string name)
    {
        var lane = new Lane(name);
        _lanes.Add(lane);
        return lane;
    }

    public void Send(Lane lane, Action arrive) => lane.Send(_sent++, arrive);

    public void Note(Node from, Node to, string what) => Transcript.Add($"{from.Label} -> {to.Label}: {what}");

    /// <summary>Establishes what <see cref="Requests.Request.Open"/> asks for, one step later.</summary>
    public void Dial(Node node, VirtualConnection connection, Channel channel) => Send(NewLane($"connect {channel.Leg}"), () =>
    {
        if (connection.IsFinished)
        {
            return;
        }

        if (Unreachable.Contains(channel.Leg))
        {
            node.Handle(connection, new Input.ConnectFailed(channel, CloseReason.ServerUnreachable, "unreachable"));
            return;
        }

        if (channel.Leg == ChannelLeg.Upper)
        {
            Service = new Endpoint(node, connection, channel);
        }
        else
        {
            Join(node, connection, channel);
        }

        node.Handle(connection, new Input.Connected(channel));
    });

    private void Join(Node node, VirtualConnection connection, Channel channel)
    {
        (Node far, ChannelLeg leg) = channel.Leg switch
        {
            ChannelLeg.ClientIn => (NextInbound(), ChannelLeg.ClientIn),
            ChannelLeg.ClientOut => (NextOutbound(), ChannelLeg.ClientOut),
            _ => (Server, ChannelLeg.Unknown),
        };
        var answering = new Channel(leg) { PeerAddress = SamplePdus.Client };
        var there = new Link(this, far, answering, owner: null);
        Link.Join(new Link(this, node, channel, connection), there);

        if (far != Server)
        {
            Note(node, far, channel.Leg == ChannelLeg.ClientIn ? "IN channel request" : "OUT channel request");
        }
        else if (SendsLegacyResponse)
        {
            there.Send(LegacyResponse);
        }
    }
}
