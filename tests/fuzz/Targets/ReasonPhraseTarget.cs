using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using RpcHttpProxy.Client;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Fuzz.Targets;

/// <summary>Reason phrase and body of a refusal (2.1.2.1.3).</summary>
internal sealed class ReasonPhraseTarget : FuzzTarget
{
    private const int AllocationPerByte = 32;
    private const int AllocationBesides = 4_096;

    public override string Name => "reason-phrase";

    public override IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Corpus("reason-phrase.txt"),
        .. EEInfoVectors.Names.Select(name => Encoding.ASCII.GetBytes($"RPC Error: 6ba, EEInfo: {Convert.ToBase64String(EEInfoVectors.Load(name))}")),
        .. EEInfoVectors.Names.Select(name => Encoding.ASCII.GetBytes(EncodedEEInfo.FormatBody(Convert.ToBase64String(EEInfoVectors.Load(name))))),
    ];

    public override IReadOnlyList<byte[]> Words { get; } = Texts("RPC Error: ", ", EEInfo: ", "RPC EEInfo:", "ffffffff", "\r\n", "====", "ARAIAMzMzMyQAAAAAAAAAA");

    public override ulong Run(byte[] input)
    {
        string text = Encoding.Latin1.GetString(input);
        long before = Allocated();
        ProxyRefusal refusal = ProxyRefusal.From(503, text);
        PromiseAllocated(before, AllocationBesides + (long)AllocationPerByte * input.Length);
        Promise(!refusal.ToString().Any(char.IsControl), "nothing shown is obeyed by a terminal");

        before = Allocated();
        ExtendedErrorFault fault = EncodedEEInfo.DecodeBody(new ReadOnlySequence<byte>(input), out ImmutableArray<ExtendedErrorInfo> sequence);
        PromiseAllocated(before, AllocationBesides + (long)AllocationPerByte * input.Length);
        int at = input.Length / 2;
        ExtendedErrorFault inSplit = EncodedEEInfo.DecodeBody(SplitSequences.Of(input[..at], input[at..]), out ImmutableArray<ExtendedErrorInfo> again);
        Promise(fault == inSplit && sequence.SequenceEqual(again), "a body is the same in every split");
        return Outcome(refusal.RpcError is { } error ? Magnitude(error) : -1, refusal.ExtendedError.Count, (long)fault, sequence.Length);
    }
}
