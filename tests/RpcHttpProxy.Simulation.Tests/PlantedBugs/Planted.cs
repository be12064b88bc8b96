using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Tests.PlantedBugs;

/// <summary>
/// A fault on the wires: what a role would write if it were worse than any of <see cref="Mutants.Mutations"/>, each of which is a slip in
/// one place.
/// </summary>
internal sealed class Planted(Planted.Rule rule) : PduBug
{
    public delegate void Rule(Wire wire, bool isUp, List<(RtsPdu? Rts, byte[] Bytes)> pdus);

    private static readonly HashSet<RtsPduShape> s_acknowledgments = [RtsPduShape.FlowControlAck, RtsPduShape.FlowControlAckWithDestination];

    /// <summary>The faults by name; each has what it remembers to itself.</summary>
    public static IReadOnlyDictionary<string, Func<Planted>> All { get; } = new Dictionary<string, Func<Planted>>
    {
        ["every acknowledgment for an outbound proxy is dropped once"] = () => DropOne(rts => rts.Shape == RtsPduShape.FlowControlAckWithDestination),
        ["an RPC PDU is sent twice"] = () =>
        {
            int left = 50;
            return new Planted((_, _, pdus) =>
            {
                if (pdus.Count > 0 && pdus[^1].Rts is null && --left == 0)
                {
                    pdus.Add(pdus[^1]);
                }
            });
        },
        ["OUT_R1/A10 or OUT_R2/B3 goes before the RPC PDUs that wait"] =
            () => Move(rts => rts.Shape is RtsPduShape.OUT_R2_B3 or RtsPduShape.ANCE),
        ["a body is one byte too long"] = () => new Planted((wire, isUp, pdus) =>
        {
            if (wire.Kind == WireKind.OutRequest && isUp && pdus.Any(pdu => pdu.Rts?.Shape == RtsPduShape.CONN_A1))
            {
                pdus.Add((null, [5]));
            }
        }),
        ["acknowledgments tell twice what was received"] = () => new Planted((_, _, pdus) =>
        {
            for (int i = 0; i < pdus.Count; i++)
            {
                if (pdus[i].Rts is { Shape: RtsPduShape.FlowControlAck } rts)
                {
                    FlowControlAcknowledgment lie = new(rts.Ack.BytesReceived * 2, rts.Ack.AvailableWindow, rts.Ack.ChannelCookie);
                    pdus[i] = (rts, RtsPdus.FlowControlAck(lie).ToArray());
                }
            }
        }),
        ["no acknowledgment goes out at all"] = () => new Planted((_, _, pdus) =>
            pdus.RemoveAll(pdu => pdu.Rts is { } rts && s_acknowledgments.Contains(rts.Shape))),
        ["a successor's cookie is wrong in OUT_R1/A7 or OUT_R2/A7"] = () => new Planted((wire, _, pdus) =>
        {
            for (int i = 0; i < pdus.Count; i++)
            {
                if (wire.Kind == WireKind.InRequest && pdus[i].Rts is { Shape: RtsPduShape.OUT_R_A7_A8 or RtsPduShape.OUT_R2_A7 })
                {
                    pdus[i].Bytes[^1] ^= 1;
                }
            }
        }),
    };

    protected override void Change(Wire wire, bool isUp, List<(RtsPdu? Rts, byte[] Bytes)> pdus) => rule(wire, isUp, pdus);

    private static Planted DropOne(Predicate<RtsPdu> which)
    {
        HashSet<string> dropped = [];
        return new Planted((wire, _, pdus) =>
        {
            if (pdus.Exists(pdu => pdu.Rts is { } rts && which(rts)) && dropped.Add(wire.Name))
            {
                pdus.RemoveAll(pdu => pdu.Rts is { } rts && which(rts));
            }
        });
    }

    private static Planted Move(Predicate<RtsPdu> which) => new((wire, isUp, pdus) =>
    {
        int found = wire.Kind == WireKind.OutRequest && !isUp ? pdus.FindIndex(pdu => pdu.Rts is { } rts && which(rts)) : -1;
        if (found > 0)
        {
            (RtsPdu? Rts, byte[] Bytes) moved = pdus[found];
            pdus.RemoveAt(found);
            pdus.Insert(0, moved);
        }
    });
}
