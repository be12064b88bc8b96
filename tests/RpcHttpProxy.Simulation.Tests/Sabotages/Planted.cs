using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Tests.Sabotages;

/// <summary>A fault in a few words.</summary>
internal sealed class Planted(Planted.Rule rule) : PduSabotage
{
    public delegate void Rule(Wire wire, bool isUp, List<(RtsPdu? Rts, byte[] Bytes)> pdus);

    private static readonly HashSet<RtsPduShape> s_acknowledgments = [RtsPduShape.FlowControlAck, RtsPduShape.FlowControlAckWithDestination];

    /// <summary>The faults by name; each has what it remembers to itself.</summary>
    public static IReadOnlyDictionary<string, Func<Planted>> All { get; } = new Dictionary<string, Func<Planted>>
    {
        ["an acknowledgment with a leg's old cookie is dropped"] = () =>
        {
            Dictionary<string, RtsCookie> renamed = [];
            return new Planted((wire, isUp, pdus) =>
            {
                foreach ((RtsPdu? rts, _) in pdus)
                {
                    if (wire.Kind == WireKind.Tcp && isUp && rts?.Shape == RtsPduShape.Cookie)
                    {
                        renamed[wire.Name] = rts.SuccessorChannelCookie;
                    }
                }

                if (!isUp && renamed.TryGetValue(wire.Name, out RtsCookie now))
                {
                    pdus.RemoveAll(pdu => pdu.Rts?.Shape == RtsPduShape.FlowControlAck && pdu.Rts.Ack.ChannelCookie != now);
                }
            });
        },
        ["every acknowledgment for an outbound proxy is dropped once"] = () => DropOne(rts => rts.Shape == RtsPduShape.FlowControlAckWithDestination),
        ["one RPC PDU is lost at a switch"] = () =>
        {
            bool isDue = false;
            return new Planted((_, _, pdus) =>
            {
                isDue |= pdus.Any(pdu => pdu.Rts?.Shape == RtsPduShape.OUT_R_A3);
                int lost = isDue ? pdus.FindIndex(pdu => pdu.Rts is null) : -1;
                if (lost >= 0)
                {
                    pdus.RemoveAt(lost);
                    isDue = false;
                }
            });
        },
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
        ["IN_R1/B1 goes before the RPC PDUs that wait"] = () => Move(rts => rts.Shape == RtsPduShape.Empty),
        ["OUT_R1/A10 or OUT_R2/B3 goes before the RPC PDUs that wait"] =
            () => Move(rts => rts.Shape is RtsPduShape.OUT_R2_B3 or RtsPduShape.ANCE, WireKind.OutRequest),
        ["a body is one byte too long"] = () => new Planted((wire, isUp, pdus) =>
        {
            if (wire.Kind == WireKind.OutRequest && isUp && pdus.Any(pdu => pdu.Rts?.Shape == RtsPduShape.CONN_A1))
            {
                pdus.Add((null, [5]));
            }
        }),
        ["an RPC PDU goes to the predecessor behind OUT_R1/A10 or OUT_R2/B3"] = () =>
        {
            byte[]? last = null;
            return new Planted((wire, isUp, pdus) =>
            {
                if (wire.Kind == WireKind.OutRequest && !isUp)
                {
                    last = pdus.LastOrDefault(pdu => pdu.Rts is null).Bytes ?? last;
                    if (last is not null && pdus.Any(pdu => pdu.Rts?.Shape is RtsPduShape.OUT_R2_B3 or RtsPduShape.ANCE))
                    {
                        pdus.Add((null, last));
                    }
                }
            });
        },
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
        ["acknowledgments go to the default outbound proxy only"] = () =>
        {
            HashSet<Wire> recyclesHere = [];
            HashSet<Wire> predecessors = [];
            return new Planted((wire, isUp, pdus) =>
            {
                if (wire.Kind == WireKind.Tcp && isUp && pdus.Any(pdu => pdu.Rts?.Shape == RtsPduShape.Cookie))
                {
                    recyclesHere.Add(wire);
                }

                if (wire.Kind == WireKind.Tcp && !isUp && pdus.Any(pdu => pdu.Rts?.Shape == RtsPduShape.ANCE) && !recyclesHere.Remove(wire))
                {
                    predecessors.Add(wire);
                }

                if (predecessors.Contains(wire) && !isUp)
                {
                    pdus.RemoveAll(pdu => pdu.Rts?.Shape == RtsPduShape.FlowControlAckWithDestination);
                }
            });
        },
        ["the response header goes without OUT_R2/B3"] = () => new Planted((_, _, pdus) => pdus.RemoveAll(pdu => pdu.Rts?.Shape == RtsPduShape.OUT_R2_B3)),
        ["a used row of the forwarding table is swapped"] = () => new Planted((_, _, pdus) =>
        {
            for (int i = 0; i < pdus.Count; i++)
            {
                if (pdus[i].Rts is { Shape: RtsPduShape.FlowControlAckWithDestination } rts && rts.Destination == ForwardDestination.FDOutProxy)
                {
                    pdus[i] = (rts, RtsPdus.FlowControlAckWithDestination(ForwardDestination.FDInProxy, rts.Ack).ToArray());
                }
            }
        }),
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

    private static Planted Move(Predicate<RtsPdu> which, WireKind kind = WireKind.Tcp) => new((wire, isUp, pdus) =>
    {
        int found = wire.Kind == kind && isUp == (kind == WireKind.Tcp) ? pdus.FindIndex(pdu => pdu.Rts is { } rts && which(rts)) : -1;
        if (found > 0)
        {
            (RtsPdu? Rts, byte[] Bytes) moved = pdus[found];
            pdus.RemoveAt(found);
            pdus.Insert(0, moved);
        }
    });
}
