using System.Buffers.Binary;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Network;
using RpcHttpProxy.Simulation.Wires;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>One virtual connection, with the programs on both sides.</summary>
internal sealed class Party
{
    // A connection that is lied to may stand still: after a hundred virtual seconds its client closes it.
    private const int LongestLie = 100_000_000;

    private readonly World _world;
    private readonly Node _client;
    private readonly OneWay _clientSubmits;
    private OneWay? _serverSubmits;
    private ISession? _session;

    public Party(World world, Node client, bool isByzantine)
    {
        _world = world;
        _client = client;
        Actor = new Actor(client.Name, world.Scenario.Seed, world.EventQueue);
        Cookie = NewCookie();
        Up = NewFlow("up");
        Down = NewFlow("down");
        ClientUpper = Upper(Down, out _clientSubmits);
        if (isByzantine)
        {
            ByzantinePeer = new ByzantinePeer(world, this, world.Scenario.ByzantineBehavior, SeededRandom.For(world.Scenario.Seed, client.Name + " lies"));
            IsHarmed = true;
        }
    }

    public Actor Actor { get; }

    public RtsCookie Cookie { get; }

    /// <summary>From client to server.</summary>
    public Flow Up { get; }

    /// <summary>From server to client.</summary>
    public Flow Down { get; }

    /// <summary>Who lies to all sides of this connection; null for an honest one.</summary>
    public ByzantinePeer? ByzantinePeer { get; }

    /// <summary>A hostile peer's connection: whatever becomes of it, it harms nobody else and leaves nothing.</summary>
    public bool IsByzantine => ByzantinePeer is not null;

    /// <summary>The next connect fails.</summary>
    public bool FailsToConnect { get; set; }

    /// <summary>Something was done to this connection that may end it.</summary>
    public bool IsHarmed { get; set; }

    /// <summary>All was delivered, and the connection was closed for that.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The client couldn't open the connection, or it is over.</summary>
    public bool IsOver { get; private set; }

    /// <summary>When something was delivered last, in virtual microseconds.</summary>
    public long LastDelivery { get; private set; }

    /// <summary>What the programs gave to their roles and wasn't taken, for messages.</summary>
    public string Unread => $"unread from the client's program {_clientSubmits}, from the server's {_serverSubmits}";

    /// <summary>Opens the connection and lets the programs talk. Never throws.</summary>
    public async Task RunAsync()
    {
        ClientVariables variables = new()
        {
            ReceiveWindowSize = _world.Scenario.ClientWindow,
            ChannelLifetime = _world.Scenario.InLifetime,
            InChannelReserve = _world.Scenario.InReserve,
            AcknowledgmentGrace = TimeSpan.FromDays(1),
        };
        await _world.EventQueue.Of(Actor, Actor.SeededRandom.Between(0, _world.Scenario.Model.Latency));
        try
        {
            var connection = new ClientConnection(Cookie, NewCookie, variables);
            bool isImpatient = IsByzantine && Actor.SeededRandom.OneIn(8);
            if (isImpatient)
            {
                _ = SubmitAsync(_clientSubmits, Up, () => null); // Its program doesn't wait for the connection to be open.
            }

            _session = await _client.Host.OpenAsync(connection);
            if (IsByzantine)
            {
                _world.EventQueue.In(Actor.SeededRandom.Between(0, LongestLie), Actor, () => _session.Close(CloseReason.ClosedByHigherLayer, "the lies are over"));
            }

            if (!isImpatient)
            {
                _ = SubmitAsync(_clientSubmits, Up, () => connection.InChannel.Sending);
            }

            await _session.Ended;
        }
        catch (VirtualConnectionException e) when (IsHarmed)
        {
            _ = e; // What was done to it ended it before it was open.
        }
        catch (VirtualConnectionException e)
        {
            _world.Violate("progress", $"{Actor.Name} couldn't open its connection: {e.Reason}, {e.Message}");
        }

        if (!IsHarmed && !IsDone)
        {
            _world.Violate("progress", $"{Actor.Name}'s connection ended by itself: {_session?.Reason}, {_session?.Detail}");
        }

        IsOver = true;
    }

    /// <summary>The client's program is there from the beginning.</summary>
    public UpperEnd ClientUpper { get; }

    /// <summary>The service speaks as soon as it is there.</summary>
    public UpperEnd ServerUpper(ServerConnection connection)
    {
        UpperEnd end = Upper(Up, out _serverSubmits);
        _ = SubmitAsync(_serverSubmits, Down, () => connection.OutChannel?.Sending);
        return end;
    }

    /// <summary>One side has had enough.</summary>
    public void Close()
    {
        switch (Actor.SeededRandom.Between(0, 2))
        {
            case 0:
                _session?.Close(CloseReason.ClosedByHigherLayer, "the simulation is done with it");
                break;
            case 1:
                _clientSubmits.Finish();
                break;
            default:
                (_serverSubmits ?? _clientSubmits)?.Finish();
                break;
        }
    }

    private UpperEnd Upper(Flow delivered, out OneWay submits)
    {
        submits = new OneWay(_world.EventQueue, Actor, SeededRandom.For(_world.Scenario.Seed, delivered.Name + " upper"), _world.Scenario.Model);
        return new UpperEnd(submits, bytes => DeliverAsync(delivered, bytes), () => { });
    }

    private async Task SubmitAsync(OneWay way, Flow flow, Func<SendingChannel?> sending)
    {
        try
        {
            while (!flow.IsSubmitted)
            {
                await way.WriteAsync(flow.Make(sending()));
                if (Actor.SeededRandom.OneIn(8))
                {
                    await _world.EventQueue.Of(Actor, Actor.SeededRandom.Between(0, _world.Scenario.Slowness));
                }
            }
        }
        catch (IOException)
        {
            // The connection is over.
        }
        catch (Exception e)
        {
            _world.Violate("simulation", e.ToString());
        }
    }

    private async ValueTask DeliverAsync(Flow flow, ReadOnlyMemory<byte> bytes)
    {
        if (!IsByzantine && flow.Deliver(bytes.Span) is { } difference)
        {
            _world.Violate("exactly once", difference);
        }

        LastDelivery = _world.EventQueue.Now;
        if (_world.Scenario.Slowness > 0)
        {
            await _world.EventQueue.Of(Actor, Actor.SeededRandom.Between(0, _world.Scenario.Slowness));
        }

        if (Up.IsDone && Down.IsDone && !IsDone)
        {
            IsDone = true;
            _world.EventQueue.In(Actor.SeededRandom.Between(0, 4 * _world.Scenario.Model.Latency), Actor, Close);
        }
    }

    private Flow NewFlow(string direction)
    {
        string name = $"{Actor.Name} {direction}";
        return new Flow(name, SeededRandom.For(_world.Scenario.Seed, name), _world.Scenario.Volume, _world.Scenario.MaxPduLength, _world.Scenario.AreFragmentsFull);
    }

    private RtsCookie NewCookie() => NewCookie(Actor.SeededRandom);

    internal static RtsCookie NewCookie(SeededRandom dice)
    {
        Span<byte> bytes = stackalloc byte[RtsCookie.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, dice.Next());
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[sizeof(ulong)..], dice.Next());
        return RtsCookie.Read(bytes);
    }
}
