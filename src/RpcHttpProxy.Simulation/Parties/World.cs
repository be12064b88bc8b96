using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Wires;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>Two inbound proxies, two outbound proxies, a server, two clients with a virtual connection each, and the wires between them.</summary>
internal sealed class World
{
    // A day: the lenience towards peers that never acknowledge must not hide a stall.
    private static readonly TimeSpan s_never = TimeSpan.FromDays(1);

    private static readonly RpcRequestTarget s_target = new("server", 593);
    private static readonly string[] s_inbound = ["inA", "inB"];
    private static readonly string[] s_outbound = ["outA", "outB"];
    private static readonly string[] s_clients = ["alice", "bob"];
    private const string ByzantinePeer = "judas";

    private readonly IObserver _observer;
    private readonly List<Wire> _wires = [];
    private readonly Dictionary<RtsCookie, Party> _partyOf = [];
    private readonly Dictionary<Actor, Party> _partyOfActor = [];
    private readonly Dictionary<string, int> _ordinals = [];

    public World(Scenario scenario, EventQueue agenda, IObserver observer)
    {
        Scenario = scenario;
        EventQueue = agenda;
        _observer = observer;
        Ground = new Actor("ground", scenario.Seed, agenda);
        var faults = new FaultLog(observer);
        var time = new SimulatedTime(agenda, Ground);
        var proxy = new ProxyVariables
        {
            ReceiveWindowSize = scenario.ProxyWindow,
            ChannelLifetime = scenario.OutLifetime,
            AcknowledgmentGrace = s_never,
        };
        var server = new ServerVariables
        {
            ReceiveWindowSize = scenario.ServerWindow,
            OutChannelReserve = scenario.OutReserve,
            AcknowledgmentGrace = s_never,
        };
        Inbound = [.. s_inbound.Select(name => new Node(name, new InboundProxyRole(proxy), scenario.ProxyWindow, new Way((channel, connection, cancellation) => OpenToServerAsync(name, connection, cancellation)), observer, time, faults))];
        Outbound = [.. s_outbound.Select(name => new Node(name, new OutboundProxyRole(proxy), scenario.ProxyWindow, new Way((channel, connection, cancellation) => OpenToServerAsync(name, connection, cancellation)), observer, time, faults))];
        Server = new Node("server", new ServerRole(server), scenario.ServerWindow, new Way(OpenServiceAsync), observer, time, faults);
        string[] clients = scenario.IsHostilePresent ? [.. s_clients, ByzantinePeer] : s_clients;
        Clients = [.. clients.Select(name => new Node(name, new ClientRole(), scenario.ClientWindow, new Way(OpenFromClientAsync), observer, time, faults))];
        Nodes = [.. Inbound, .. Outbound, Server, .. Clients];
        Parties = [.. Clients.Select(client => new Party(this, client, client.Name == ByzantinePeer))];
        foreach (Party party in Parties)
        {
            _partyOf.Add(party.Cookie, party);
            _partyOfActor.Add(party.Actor, party);
        }

        Hostile = new Hostile(this);
        FaultInjectors =
        [
            .. Parties.Where(party => scenario.HasFaults || party.IsByzantine)
                .Select(party => new FaultInjector(this, party, TargetOf(party), SeededRandom.For(scenario.Seed, party.Actor.Name + " mishap"))),
        ];
    }

    public Scenario Scenario { get; }

    /// <summary>Who means no good.</summary>
    public Hostile Hostile { get; }

    /// <summary>The hostile peer's own connection, if there is one.</summary>
    public Party? Betrayed => Parties.FirstOrDefault(party => party.IsByzantine);

    /// <summary>What goes wrong.</summary>
    public IReadOnlyList<FaultInjector> FaultInjectors { get; }

    public EventQueue EventQueue { get; }

    /// <summary>Timers, and what belongs to no connection.</summary>
    public Actor Ground { get; }

    public IReadOnlyList<Node> Inbound { get; }

    public IReadOnlyList<Node> Outbound { get; }

    public Node Server { get; }

    public IReadOnlyList<Node> Clients { get; }

    public IReadOnlyList<Party> Parties { get; }

    public IReadOnlyList<Wire> Wires => _wires;

    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>Something isn't as it must be: the run is over.</summary>
    public void Violate(string invariant, string what) => _observer.Violate(invariant, what);

    /// <summary>True for wires that no honest client's connection uses.</summary>
    public bool IsHostile(Wire wire) => PartyOf(wire) is not { IsByzantine: false };

    public bool IsHonest(RtsCookie cookie) => _partyOf.TryGetValue(cookie, out Party? party) && !party.IsByzantine;

    /// <summary>Whose connection a wire belongs to; null for those of strangers.</summary>
    public Party? PartyOf(Wire wire) => _partyOfActor.GetValueOrDefault(wire.Actor);

    /// <summary>Whose connection one of a role's is; null for a stranger's, whatever cookie it names.</summary>
    public Party? OwnerOf(VirtualConnection connection) => WireOf(connection) is { } wire ? PartyOf(wire) : null;

    /// <summary>
    /// A channel has become part of a connection. The hostile peer names an honest cookie only where it is in use, but a proxy's row may go,
    /// with a recycling, before its PDU comes. Then the row is the hostile peer's, and the owner is refused when it comes back: by rule, for
    /// nobody else knows the cookie.
    /// </summary>
    public void NoteOwner(TraceEvent opened)
    {
        foreach (Node proxy in Inbound.Concat(Outbound).Where(node => node.Name == opened.Node))
        {
            foreach (Party party in Parties.Where(party => party.Cookie.ToString() == opened.Cookie))
            {
                party.IsHarmed |= proxy.Host.Table.TryGet(party.Cookie, out RpcSession? session)
                    && WireOf(session.Connection) is { } wire && PartyOf(wire) != party;
            }
        }
    }

    /// <summary>Makes a wire that its actor opened.</summary>
    public Wire Connect(Actor actor, WireKind kind, string opener, Node node, long contentLength)
    {
        string what = $"{actor.Name}/{kind}";
        int ordinal = _ordinals[what] = _ordinals.GetValueOrDefault(what) + 1;
        var wire = new Wire(EventQueue, actor, Scenario.Seed, Scenario.Model, kind, opener, node.Name, $"{what}#{ordinal}>{node.Name}", contentLength,
            isUpSlow: kind == WireKind.OutRequest && Scenario.HasSlowOutRequests);
        _wires.Add(wire);
        return wire;
    }

    /// <summary>A request for an IN channel.</summary>
    public InRequestEnd OpenIn(Actor actor, string principal, Node node, long contentLength)
    {
        Wire wire = Connect(actor, WireKind.InRequest, actor.Name, node, contentLength);
        node.Accept(new InExchangeEnd(wire, _observer), ChannelLeg.ClientIn, new ServerGrant(s_target) { Principal = principal }, contentLength);
        return new InRequestEnd(wire, _observer);
    }

    /// <summary>A request for an OUT channel.</summary>
    public OutRequestEnd OpenOut(Actor actor, string principal, Node node, long contentLength)
    {
        Wire wire = Connect(actor, WireKind.OutRequest, actor.Name, node, contentLength);
        node.Accept(new OutExchangeEnd(wire, _observer, Scenario.OutLifetime), ChannelLeg.ClientOut, new ServerGrant(s_target) { Principal = principal });
        return new OutRequestEnd(wire, _observer);
    }

    /// <summary>A TCP connection to the server.</summary>
    public TcpEnd OpenTcp(Actor actor, string opener)
    {
        Wire wire = Connect(actor, WireKind.Tcp, opener, Server, long.MaxValue);
        Server.Accept(new TcpEnd(wire, isOpener: false, _observer), ChannelLeg.Unknown, null);
        return new TcpEnd(wire, isOpener: true, _observer);
    }

    private FaultTarget? TargetOf(Party party) => party.IsByzantine ? Scenario.JudasTarget : party == Parties[0] ? Scenario.AliceTarget : Scenario.BobTarget;

    /// <summary>Whose doing a role's connection is: his who opened its channels, whatever cookie they name.</summary>
    private Actor ActorOf(VirtualConnection connection) => WireOf(connection)?.Actor ?? Hostile.Actor;


    private static Wire? WireOf(VirtualConnection connection) => connection.Channels
        .Select(channel => ((channel.Carrier as ChannelLink)?.Bytes as WireEnd)?.Wire)
        .FirstOrDefault(wire => wire is not null);

    private async Task<IChannelTransport> OpenFromClientAsync(Channel channel, VirtualConnection connection, CancellationToken cancellation)
    {
        Party party = _partyOf[connection.Cookie];
        if (channel.Leg == ChannelLeg.Upper)
        {
            return party.ClientUpper;
        }

        await ConnectingAsync(party.Actor, cancellation);
        return channel.Leg == ChannelLeg.ClientIn
            ? OpenIn(party.Actor, party.Actor.Name, party.Actor.SeededRandom.Of(Inbound[0], Inbound[1]), Scenario.InLifetime)
            : OpenOut(party.Actor, party.Actor.Name, party.Actor.SeededRandom.Of(Outbound[0], Outbound[1]), connection.IsOpened ? 120 : 76);
    }

    private async Task<IChannelTransport> OpenToServerAsync(string proxy, VirtualConnection connection, CancellationToken cancellation)
    {
        Actor actor = ActorOf(connection);
        await ConnectingAsync(actor, cancellation);
        return OpenTcp(actor, proxy);
    }

    private async Task<IChannelTransport> OpenServiceAsync(Channel channel, VirtualConnection connection, CancellationToken cancellation)
    {
        Actor actor = ActorOf(connection);
        await ConnectingAsync(actor, cancellation);
        return _partyOf.TryGetValue(connection.Cookie, out Party? party) && party.Actor == actor ? party.ServerUpper((ServerConnection)connection) : throw new ChannelOpenException(CloseReason.ServerUnreachable, "no service for strangers");
    }

    private async Task ConnectingAsync(Actor actor, CancellationToken cancellation)
    {
        await EventQueue.Of(actor, actor.SeededRandom.Between(0, Scenario.Model.Latency));
        cancellation.ThrowIfCancellationRequested();
        if (_partyOf.Values.FirstOrDefault(party => party.Actor == actor) is { FailsToConnect: true } party)
        {
            party.FailsToConnect = false;
            throw new ChannelOpenException(CloseReason.ServerUnreachable, "planned: this connect fails");
        }
    }

    private sealed class Way(Func<Channel, VirtualConnection, CancellationToken, Task<IChannelTransport>> open) : IChannelOpener
    {
        public Task<IChannelTransport> OpenAsync(Channel channel, VirtualConnection connection, ServerGrant? grant, CancellationToken cancellation) =>
            open(channel, connection, cancellation);
    }
}
