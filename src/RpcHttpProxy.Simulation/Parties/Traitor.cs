using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>
/// Who sits on every wire of a hostile peer's own virtual connection and lies to both ends: doubles PDUs, holds them back, brings earlier
/// ones again, changes, invents and drops them. So that all roles, in all states, meet with a peer that breaks the rules.
/// </summary>
internal sealed class Traitor(World world, Party party, Dice dice)
{
    private const int Remembered = 64;

    // Lies begin somewhere in the first so many writes, and then one write in so many is one.
    private int _honestWrites = dice.Of(5, 40, 200, 400, int.MaxValue);
    private readonly int _oneIn = dice.Of(2, 10, 40);
    private readonly bool _liesInConfirmation = dice.OneIn(4);
    private readonly List<byte[]> _seen = [];
    private byte[]? _heldBack;

    /// <summary>What goes out instead of what a role has written.</summary>
    public ReadOnlyMemory<byte> Rewrite(ReadOnlyMemory<byte> bytes)
    {
        List<byte[]> pdus = Pdus(bytes.Span);
        _honestWrites--;
        int confirmation = _liesInConfirmation ? pdus.FindIndex(IsConfirmation) : -1;
        if (confirmation >= 0)
        {
            pdus[confirmation][^1] ^= 1; // Another successor than the server knows: it answers OUT_R2/B2.
            return pdus.SelectMany(pdu => pdu).ToArray();
        }

        if (_honestWrites < 0 && dice.OneIn(_oneIn) && pdus.Count > 0)
        {
            Lie(pdus, dice.Between(0, pdus.Count - 1));
            return pdus.SelectMany(pdu => pdu).ToArray();
        }

        return bytes;
    }

    /// <summary>At once and without a way to travel, something comes at one of a node's ends that has no business there.</summary>
    public void Strike(string? node, string? machine, Dice chance)
    {
        Wire[] wires = [.. world.Wires.Where(wire => wire.Actor == party.Actor && wire.Closed < 2)];
        Wire[] ofNode = [.. wires.Where(wire => node is null || wire.Opener == node || wire.Acceptor == node)];
        Wire[] fromServer = [.. ofNode.Where(wire => wire.IsOut == true)];
        if (machine == "OutboundProxy" && fromServer.Length > 0 && chance.OneIn(3))
        {
            // The server asks for the next recycling before the one before is over: early, but no breach.
            chance.Of<Wire>(fromServer).Down.Reader.Arrive(RtsPdus.OUT_R2_A1().ToArray());
        }
        else if (ofNode.Length > 0)
        {
            Wire wire = chance.Of<Wire>(ofNode);
            (wire.Acceptor == node ? wire.Up : wire.Down).Reader.Arrive(chance.OneIn(4) ? Rpc() : Any());
        }
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

    private static bool IsConfirmation(byte[] pdu) => PduHeader.PacketType(pdu) == PduHeader.RtsPacketType
        && RtsPduReader.Read(pdu, out RtsPdu? rts) == RtsFault.None && rts!.Shape == RtsPduShape.OUT_R2_A7;

    /// <summary>Any RTS PDU: one that was seen on any of the wires, or an invented one.</summary>
    private byte[] Any() => _seen.Count > 0 && dice.OneIn(2) ? dice.Of<byte[]>([.. _seen]) : StrayPdus.Any(dice).ToArray();

    private static byte[] Rpc() => [5, 0, 0, 3, 0x10, 0, 0, 0, 16, 0, 0, 0, 0, 0, 0, 0];

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
