using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>
/// Who sits on every wire of a hostile peer's own virtual connection and betrays both ends. So that all roles, in all states, meet with a
/// peer that breaks the rules.
/// </summary>
internal sealed class ByzantinePeer(World world, Party party, ByzantineBehavior treason, SeededRandom dice)
{
    private const int Remembered = 64;

    // Lies begin somewhere in the first so many writes, and then one write in so many is one.
    private int _honestWrites = treason == ByzantineBehavior.Lies ? dice.Of(5, 40, 200, 400) : int.MaxValue;
    private readonly int _oneIn = dice.Of(2, 10, 40);
    private readonly byte[] _forged = RtsPdus.OUT_R2_A7(Party.NewCookie(dice)).ToArray();
    private readonly bool _withholdsC1 = dice.OneIn(2);
    private readonly List<byte[]> _seen = [];
    private byte[]? _heldBack;

    private IEnumerable<Wire> Wires => world.Wires.Where(wire => wire.Actor == party.Actor && wire.Closed < 2);

    /// <summary>What goes out instead of what a role has written.</summary>
    public ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> bytes)
    {
        List<byte[]> pdus = Pdus(bytes.Span);
        _honestWrites--;
        if (treason == ByzantineBehavior.Forges)
        {
            return Forge(pdus) ? pdus.SelectMany(pdu => pdu).ToArray() : bytes;
        }

        if (_honestWrites < 0 && dice.OneIn(_oneIn) && pdus.Count > 0)
        {
            Lie(pdus, dice.Between(0, pdus.Count - 1));
            return pdus.SelectMany(pdu => pdu).ToArray();
        }

        return bytes;
    }

    /// <summary>At once and without a way to travel, something comes at one of a node's ends that has no business there.</summary>
    public void Inject(string? node, SeededRandom chance)
    {
        Wire[] wires = [.. Wires.Where(wire => node is null || wire.Touches(node))];
        if (wires.Length > 0)
        {
            Wire wire = chance.Of<Wire>(wires);
            (wire.Acceptor == node ? wire.Up : wire.Down).Reader.Arrive(chance.OneIn(4) ? Rpc() : Any());
        }
    }

    /// <summary>At once and without a way to travel, a broken PDU comes at all of a node's ends.</summary>
    public void InjectAt(string node)
    {
        foreach (Wire wire in Wires.Where(wire => wire.Touches(node)).ToArray())
        {
            wire.Towards(node).Reader.Arrive(Broken());
        }
    }

    /// <summary>Another successor is confirmed than the server knows: it answers OUT_R2/B2, with or without OUT_R2/C1 having come.</summary>
    private bool Forge(List<byte[]> pdus)
    {
        int confirmation = pdus.FindIndex(pdu => ShapeOf(pdu) == RtsPduShape.OUT_R2_A7);
        if (confirmation >= 0)
        {
            pdus[confirmation] = _forged;
        }

        int removed = _withholdsC1 ? pdus.RemoveAll(pdu => ShapeOf(pdu) == RtsPduShape.OUT_R2_C1) : 0;
        return confirmation >= 0 || removed > 0;
    }

    private void Lie(List<byte[]> pdus, int at)
    {
        switch (dice.Between(0, 7))
        {
            case 0:
                pdus.Insert(at, pdus[at]);
                break;
            case 1:
                (byte[] now, byte[]? before) = (pdus[at], _heldBack);
                pdus.RemoveAt(at);
                if (before is not null)
                {
                    pdus.Insert(at, before);
                }

                _heldBack = now;
                break;
            case 2 when _seen.Count > 0:
                pdus.Insert(at, dice.Of<byte[]>([.. _seen]));
                break;
            case 3:
                byte[] changed = [.. pdus[at]];
                changed[dice.Between(0, changed.Length - 1)] ^= (byte)(1 << dice.Between(0, 7));
                pdus[at] = changed;
                break;
            case 4:
                pdus.RemoveAt(at);
                break;
            case 5:
                pdus.Insert(at, Rpc());
                break;
            case 6:
                pdus[at] = pdus[at][..dice.Between(0, pdus[at].Length)];
                break;
            default:
                pdus.Insert(at, Any());
                break;
        }
    }

    private static RtsPduShape? ShapeOf(byte[] pdu) => PduHeader.PacketType(pdu) == PduHeader.RtsPacketType
        && RtsPduReader.Read(pdu, out RtsPdu? rts) == RtsFault.None ? rts!.Shape : null;

    /// <summary>Any RTS PDU: one that was seen on any of the wires, or an invented one.</summary>
    private byte[] Any() => _seen.Count > 0 && dice.OneIn(2) ? dice.Of<byte[]>([.. _seen]) : StrayPdus.Any(dice).ToArray();

    private static byte[] Rpc() => [5, 0, 0, 3, 0x10, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0];

    /// <summary>A ping that says of itself that it has one command more than it has.</summary>
    private static byte[] Broken()
    {
        byte[] ping = RtsPdus.Ping().ToArray();
        ping[^2]++;
        return ping;
    }

    private List<byte[]> Pdus(ReadOnlySpan<byte> left)
    {
        List<byte[]> pdus = [];
        while (PduFramer.TryRead(ref left, ushort.MaxValue, isEnd: false, out ReadOnlySpan<byte> pdu) == FrameResult.Complete)
        {
            pdus.Add(pdu.ToArray());
            if (PduHeader.PacketType(pdu) == PduHeader.RtsPacketType && _seen.Count < Remembered)
            {
                _seen.Add(pdus[^1]);
            }
        }

        return pdus;
    }
}
