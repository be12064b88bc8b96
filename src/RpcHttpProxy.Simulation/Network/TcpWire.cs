using RpcHttpProxy.Simulation.Clockwork;

namespace RpcHttpProxy.Simulation.Network;

/// <summary>A TCP connection in memory, with what TCP does to those who close it too early. What it carries is nothing to it.</summary>
internal class TcpWire
{
    // Microseconds; slower than what goes by way of the other nodes.
    private const int SlowerBy = 16;
    private const int SlowerAtLeastBy = 50_000;

    private readonly EventQueue _events;
    private readonly SeededRandom _random;
    private readonly WireModel _model;

    public TcpWire(EventQueue agenda, Actor actor, ulong seed, WireModel manners, string name, bool isUpSlow = false)
    {
        _events = agenda;
        _model = manners;
        _random = SeededRandom.For(seed, name);
        (Actor, Name) = (actor, name);
        Up = new OneWay(agenda, actor, SeededRandom.For(seed, name + " up"), isUpSlow ? manners with { Latency = SlowerAtLeastBy + SlowerBy * manners.Latency } : manners);
        Down = new OneWay(agenda, actor, SeededRandom.For(seed, name + " down"), manners);
    }

    /// <summary>Whose.</summary>
    public Actor Actor { get; }

    /// <summary>For transcripts.</summary>
    public string Name { get; }

    /// <summary>From the end that opened it.</summary>
    public OneWay Up { get; }

    /// <summary>From the end that accepted it.</summary>
    public OneWay Down { get; }

    /// <summary>Ends that have been closed: two when all is over.</summary>
    public int Closed { get; private set; }

    /// <summary>RST by one of the ends.</summary>
    public void Abort(bool byOpener)
    {
        (OneWay mine, OneWay theirs) = Directions(byOpener);
        mine.Break("aborted by this end", discards: true);
        theirs.Reader.Fail("aborted by this end", discards: true);
        _events.In(_random.Between(0, _model.Latency), Actor, () => Reset(mine, theirs));
    }

    /// <summary>The network loses the connection: both ends find it reset.</summary>
    public void Drop()
    {
        Reset(Up, Down);
        Reset(Down, Up);
    }

    /// <summary>Closes one end: FIN; but RST when bytes are unread, or come later.</summary>
    public void Close(bool byOpener)
    {
        (OneWay mine, OneWay theirs) = Directions(byOpener);
        Closed++;
        if (theirs.Reader.Unread > 0)
        {
            Abort(byOpener);
            return;
        }

        mine.Finish();
        theirs.ArrivedLate = () => Abort(byOpener);
    }

    private void Reset(OneWay readThere, OneWay writtenThere)
    {
        readThere.Reader.Fail("reset by the peer", discards: _random.OneIn(2));
        writtenThere.Break("reset by the peer", discards: true);
    }

    private (OneWay Mine, OneWay Theirs) Directions(bool byOpener) => byOpener ? (Up, Down) : (Down, Up);
}
