using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Network;

namespace RpcHttpProxy.Simulation.Wires;

/// <summary>A connection between two nodes of this world: an HTTP request, or a proxy's connection to the server.</summary>
internal sealed class Wire : TcpWire
{
    public Wire(EventQueue agenda, Actor actor, ulong seed, WireModel manners, WireKind kind, string opener, string acceptor, string name, long contentLength, bool isUpSlow)
        : base(agenda, actor, seed, manners, name, isUpSlow)
    {
        Kind = kind;
        (Opener, Acceptor) = (opener, acceptor);
        ContentLength = contentLength;
        Up.Reader.Limit = contentLength;
    }

    /// <summary>What it carries.</summary>
    public WireKind Kind { get; }

    /// <summary>The node that opened it.</summary>
    public string Opener { get; }

    /// <summary>The node that accepted it.</summary>
    public string Acceptor { get; }

    /// <summary>Of a TCP connection, once its first PDU has told it: true for one from an outbound proxy, false for one from an inbound proxy.</summary>
    public bool? IsOut { get; private set; }

    /// <summary>Content-Length of the request; no bound for TCP.</summary>
    public long ContentLength { get; }

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
}
