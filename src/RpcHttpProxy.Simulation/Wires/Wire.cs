using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Clockwork;

namespace RpcHttpProxy.Simulation.Wires;

/// <summary>A TCP connection in memory, with what TCP does to those who close it too early.</summary>
internal sealed class Wire
{
    // Microseconds; slower than what goes by way of the other nodes.
    private const int SlowerBy = 16;
    private const int SlowerAtLeastBy = 50_000;

    private readonly Agenda _agenda;
    private readonly Dice _dice;
    private readonly WireManners _manners;

    public Wire(Agenda agenda, Actor actor, ulong seed, WireManners manners, WireKind kind, string opener, string acceptor, string name, long contentLength, bool isUpSlow)
    {
        _agenda = agenda;
        _manners = manners;
        _dice = Dice.For(seed, name);
        Actor = actor;
        Kind = kind;
        (Opener, Acceptor, Name) = (opener, acceptor, name);
        ContentLength = contentLength;
        Up = new OneWay(agenda, actor, Dice.For(seed, name + " up"), isUpSlow ? manners with { Latency = SlowerAtLeastBy + SlowerBy * manners.Latency } : manners);
        Down = new OneWay(agenda, actor, Dice.For(seed, name + " down"), manners);
        Up.Reader.Limit = contentLength;
    }

    /// <summary>Whose.</summary>
    public Actor Actor { get; }

    /// <summary>What it carries.</summary>
    public WireKind Kind { get; }

    /// <summary>The node that opened it.</summary>
    public string Opener { get; }

    /// <summary>The node that accepted it.</summary>
    public string Acceptor { get; }

    /// <summary>For transcripts: <c>alice/out#2 client1 outA</c>.</summary>
    public string Name { get; }

    /// <summary>Of a TCP connection, once its first PDU has told it: true for one from an outbound proxy, false for one from an inbound proxy.</summary>
    public bool? IsOut { get; private set; }

    /// <summary>Content-Length of the request; no bound for TCP.</summary>
    public long ContentLength { get; }

    /// <summary>From the end that opened it.</summary>
    public OneWay Up { get; }

    /// <summary>From the end that accepted it.</summary>
    public OneWay Down { get; }

    /// <summary>Ends that have been closed: two when all is over.</summary>
    public int Closed { get; private set; }

    /// <summary>Who talks to whom in a direction.</summary>
    public Hop Hop(bool isUp) => (Kind, IsOut, isUp) switch
    {
        (WireKind.InRequest, _, true) => Wires.Hop.ClientToIn,
        (WireKind.OutRequest, _, true) => Wires.Hop.ClientToOut,
        (WireKind.OutRequest, _, false) => Wires.Hop.OutToClient,
        (WireKind.Tcp, false, true) => Wires.Hop.InToServer,
        (WireKind.Tcp, false, false) => Wires.Hop.ServerToIn,
        (WireKind.Tcp, true, true) => Wires.Hop.OutToServer,
        (WireKind.Tcp, true, false) => Wires.Hop.ServerToOut,
        _ => Wires.Hop.None,
    };

    /// <summary>True when a node is one of the two ends.</summary>
    public bool Touches(string node) => Opener == node || Acceptor == node;

    /// <summary>The direction that a node reads.</summary>
    public OneWay Towards(string node) => Acceptor == node ? Up : Down;

    /// <summary>A PDU goes: the first one tells what a TCP connection is for.</summary>
    public void NoteFirst(RtsPdu? pdu) => IsOut ??= pdu?.Shape switch
    {
        RtsPduShape.CONN_A2 or RtsPduShape.OUT_R1_A4 => true,
        RtsPduShape.CONN_B2 or RtsPduShape.IN_R1_A2 => false,
        _ => null,
    };

    /// <summary>RST by one of the ends.</summary>
    public void Abort(bool byOpener)
    {
        (OneWay mine, OneWay theirs) = Directions(byOpener);
        mine.Break("aborted by this end", discards: true);
        theirs.Reader.Fail("aborted by this end", discards: true);
        _agenda.In(_dice.Between(0, _manners.Latency), Actor, () => Reset(mine, theirs));
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
        readThere.Reader.Fail("reset by the peer", discards: _dice.OneIn(2));
        writtenThere.Break("reset by the peer", discards: true);
    }

    private (OneWay Mine, OneWay Theirs) Directions(bool byOpener) => byOpener ? (Up, Down) : (Down, Up);
}
