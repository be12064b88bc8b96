using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation.Tests.PlantedBugs;

/// <summary>Changes what a role writes, PDU by PDU.</summary>
internal abstract class PduBug : IPlantedBug
{
    public ReadOnlyMemory<byte> Rewrite(Wire wire, bool isUp, ReadOnlyMemory<byte> bytes)
    {
        if (wire.Actor.Name == "mallory")
        {
            return bytes;
        }

        List<(RtsPdu? Rts, byte[] Bytes)> pdus = [];
        ReadOnlySpan<byte> left = bytes.Span;
        while (PduFramer.TryRead(ref left, ushort.MaxValue, isEnd: false, out ReadOnlySpan<byte> pdu) == FrameResult.Complete)
        {
            RtsPdu? rts = null;
            if (PduHeader.PacketType(pdu) == PduHeader.RtsPacketType)
            {
                RtsPduReader.Read(pdu, out rts);
            }

            pdus.Add((rts, pdu.ToArray()));
        }

        Change(wire, isUp, pdus);
        return pdus.SelectMany(pdu => pdu.Bytes).ToArray();
    }

    /// <summary>Adds, takes, changes or moves PDUs.</summary>
    protected abstract void Change(Wire wire, bool isUp, List<(RtsPdu? Rts, byte[] Bytes)> pdus);
}
