using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Fuzz.Targets;

/// <summary>One RTS PDU: read, written and read again it is the same.</summary>
internal sealed class RtsTarget : FuzzTarget
{
    /* The seven commands at most, their array, the PDU and little else. */
    private const int MaxAllocation = 2_048;

    public override string Name => "rts";

    public override int MaxLength => 512;

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. Vectors.Names.Select(Vectors.Load)];

    public override IReadOnlyList<byte[]> Words { get; } = [.. Enumerable.Range(0, 16).Select(type => (byte[])[(byte)type, 0, 0, 0])];

    public override ulong Run(byte[] input)
    {
        // A frag_length that is wrong ends the reading at once: mostly it is right.
        if (input.Length >= 10 && input[^1] % 4 != 0)
        {
            (input[8], input[9]) = ((byte)input.Length, (byte)(input.Length >> 8));
        }

        long before = Allocated();
        RtsFault fault = RtsPduReader.Read(input, out RtsPdu? pdu);
        PromiseAllocated(before, MaxAllocation);
        Promise((fault == RtsFault.None) == (pdu is not null), "there is a PDU or a fault");
        if (pdu is null)
        {
            return Outcome((long)fault, input.Length > 18 ? input[18] : 0);
        }

        Promise(pdu.Length == input.Length && pdu.ToString().Length > 0, "a PDU is as long as what it was read from");
        byte[] written = pdu.ToArray();
        Promise(RtsPduReader.Read(written, out RtsPdu? again) == RtsFault.None && pdu.Equals(again), "what is written is read as the same");
        Promise(written.AsSpan().SequenceEqual(again!.ToArray()), "what is read is written as the same");
        return Outcome(-1, (long)pdu.Shape, Magnitude(pdu.Length));
    }
}
