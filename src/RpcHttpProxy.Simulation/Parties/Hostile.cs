using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>
/// A peer that means no good: opens channels to every node, begins them with PDUs that name others' connections or its own, and sends
/// stray, doubled and late PDUs and rubbish, cut anywhere. It knows the honest connections' cookies, not those of their channels.
/// </summary>
internal sealed class Hostile
{
    private const int Channels = 12;
    private const int MaxWindow = 65_536;
    private const int Lifetime = 131_072;

    private readonly World _world;
    private readonly RtsCookie[] _own;

    public Hostile(World world)
    {
        _world = world;
        Actor = new Actor("mallory", world.Scenario.Seed, world.EventQueue);
        _own = [NewCookie(), NewCookie()];
    }

    public Actor Actor { get; }

    private SeededRandom SeededRandom => Actor.SeededRandom;

    public void Begin()
    {
        for (int i = 0; i < Channels; i++)
        {
            _world.EventQueue.In(SeededRandom.Between(0, 20 * _world.Scenario.Model.Latency + 10_000), Actor, () => _ = MeddleAsync());
        }
    }

    private async Task MeddleAsync()
    {
        int way = SeededRandom.Between(0, 2);
        Node node = way switch { 0 => SeededRandom.Of(_world.Inbound[0], _world.Inbound[1]), 1 => SeededRandom.Of(_world.Outbound[0], _world.Outbound[1]), _ => _world.Server };
        string principal = SeededRandom.Of(Actor.Name, SeededRandom.Of<Party>([.. _world.Parties]).Actor.Name); // Another program of the same user may be it.
        IChannelTransport channel = way switch
        {
            0 => _world.OpenIn(Actor, principal, node, Lifetime),
            1 => _world.OpenOut(Actor, principal, node, SeededRandom.Of(76, 120, 500)),
            _ => _world.OpenTcp(Actor, Actor.Name),
        };
        try
        {
            await WriteAsync(channel, First(way, Cookie(node)));
            for (int i = SeededRandom.Between(0, 12); i > 0; i--)
            {
                await _world.EventQueue.Of(Actor, SeededRandom.Between(0, _world.Scenario.Model.Latency));
                await WriteAsync(channel, SeededRandom.OneIn(10) ? Rubbish() : StrayPdus.Any(SeededRandom).ToArray());
            }
        }
        catch (IOException)
        {
            // They have thrown it out.
        }

        await _world.EventQueue.Of(Actor, SeededRandom.Between(0, 100_000));
        if (SeededRandom.OneIn(2))
        {
            channel.Abort();
        }

        await channel.DisposeAsync();
    }

    private async Task WriteAsync(IChannelTransport channel, byte[] bytes)
    {
        int cut = SeededRandom.OneIn(3) ? SeededRandom.Between(0, bytes.Length) : bytes.Length;
        await channel.WriteAsync(bytes.AsMemory(0, cut));
        if (cut < bytes.Length && !SeededRandom.OneIn(4))
        {
            await channel.WriteAsync(bytes.AsMemory(cut));
        }
    }

    /// <summary>
    /// An honest connection's cookie, where it is in use already, or one of its own. Nobody guesses 128 bits before they are used: a
    /// cookie taken first would refuse its owner, by rule.
    /// </summary>
    private RtsCookie Cookie(Node node)
    {
        RtsCookie guessed = SeededRandom.Of(_world.Parties[0].Cookie, _world.Parties[1].Cookie);
        return SeededRandom.OneIn(2) && node.Host.Table.TryGet(guessed, out _) ? guessed : SeededRandom.Of<RtsCookie>(_own);
    }

    private byte[] First(int way, RtsCookie connection) => (way, SeededRandom.Between(0, 3)) switch
    {
        (0, 0 or 1) => RtsPdus.CONN_B1(connection, NewCookie(), Lifetime, 300_000, NewCookie()).ToArray(),
        (0, 2) => RtsPdus.IN_R1_A1(connection, NewCookie(), NewCookie()).ToArray(),
        (1, 0 or 1) => RtsPdus.CONN_A1(connection, NewCookie(), MaxWindow).ToArray(),
        (1, 2) => RtsPdus.OUT_R1_A3(connection, NewCookie(), NewCookie(), MaxWindow).ToArray(),
        (2, 0) when !IsHonest(connection) => RtsPdus.CONN_A2(connection, NewCookie(), Lifetime, MaxWindow).ToArray(),
        (2, 1) => RtsPdus.IN_R1_A2(connection, NewCookie(), NewCookie(), MaxWindow, 900_000).ToArray(),
        (2, 2) => RtsPdus.OUT_R1_A4(connection, NewCookie(), NewCookie(), Lifetime, MaxWindow, 900_000).ToArray(),
        _ => StrayPdus.Any(SeededRandom).ToArray(),
    };

    private bool IsHonest(RtsCookie connection) => _world.IsHonest(connection);

    private byte[] Rubbish()
    {
        var bytes = new byte[SeededRandom.Between(1, 200)];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)SeededRandom.Next();
        }

        return bytes;
    }

    private RtsCookie NewCookie() => Party.NewCookie(SeededRandom);
}
