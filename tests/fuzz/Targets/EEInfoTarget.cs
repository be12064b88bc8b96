using System.Collections.Immutable;
using RpcHttpProxy.Client;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Fuzz.Targets;

/// <summary>An extended error ([MS-EERR]): read, written and read again it is the same, and what it says can be shown.</summary>
internal sealed class EEInfoTarget : FuzzTarget
{
    /* A record of 56 bytes becomes objects of some 300, a parameter of 8 bytes one of 24 and its place in arrays. */
    private const int AllocationPerByte = 16;
    private const int AllocationBesides = 1_024;

    public override string Name => "eeinfo";

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. EEInfoVectors.Names.Select(EEInfoVectors.Load)];

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. Enumerable.Range(1, 7).Select(type => (byte[])[(byte)type, 0, (byte)type, 0]),
        .. EEInfoVectors.Names.Select(name => EEInfoVectors.Load(name)[20..]), // a further record behind Next
    ];

    public override ulong Run(byte[] input)
    {
        // A length that is wrong ends the reading at once: mostly it is right.
        if (input.Length >= 16 && input[^1] % 4 != 3)
        {
            input = input[..(input.Length & ~7)];
            BitConverter.TryWriteBytes(input.AsSpan(8), input.Length - 16);
        }

        long before = Allocated();
        ExtendedErrorFault fault = ExtendedErrorReader.Read(input, out ImmutableArray<ExtendedErrorInfo> sequence);
        PromiseAllocated(before, AllocationBesides + (long)AllocationPerByte * input.Length);
        Promise((fault == ExtendedErrorFault.None) == (sequence.Length > 0), "there are records or a fault");
        if (fault != ExtendedErrorFault.None)
        {
            return Outcome((long)fault, Magnitude(input.Length));
        }

        byte[] written = ExtendedErrorWriter.Write(sequence.AsSpan());
        Promise(ExtendedErrorReader.Read(written, out ImmutableArray<ExtendedErrorInfo> again) == ExtendedErrorFault.None, "what is written can be read");
        Promise(sequence.SequenceEqual(again), "what is written is read as the same");
        Promise(written.AsSpan().SequenceEqual(ExtendedErrorWriter.Write(again.AsSpan())), "what is read is written as the same");
        Promise(EncodedEEInfo.Decode(EncodedEEInfo.Encode(again.AsSpan()), out again) == ExtendedErrorFault.None && sequence.SequenceEqual(again), "base64 changes nothing");

        ulong kinds = 0;
        foreach (ExtendedErrorInfo record in sequence)
        {
            Promise(!ExtendedErrorText.Format(record).Any(char.IsControl), "nothing shown is obeyed by a terminal");
            foreach (ExtendedErrorParam parameter in record.Params)
            {
                kinds = kinds * 8 + (ulong)parameter.GetType().Name[0] % 8;
            }
        }

        return Outcome(-1, Math.Min(sequence.Length, 6), (long)kinds, input[1]);
    }
}
