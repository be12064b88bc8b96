using System.Buffers;
using RpcHttpProxy.Client.Http;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Fuzz.Targets;

/// <summary>The head of an HTTP response, as the client reads it: the same however it is split.</summary>
internal sealed class ResponseHeadTarget : FuzzTarget
{
    /* Text in UTF-16, its lines, and what .NET makes of a WWW-Authenticate header. */
    private const int AllocationPerByte = 256;
    private const int AllocationBesides = 8_192;

    public override string Name => "response-head";

    public override IReadOnlyList<byte[]> Seeds { get; } = Corpus("response-head.txt");

    public override IReadOnlyList<byte[]> Words { get; } =
        Texts("HTTP/1.1 ", "HTTP/1.0 ", "\r\n", "\r\n\r\n", "Content-Length: ", "Transfer-Encoding: chunked", "WWW-Authenticate: ", "NTLM TlRMTVNTUAAC", "Basic realm=\"", "Connection: close", "\"", ",");

    public override ulong Run(byte[] input)
    {
        var whole = new ReadOnlySequence<byte>(input);
        long before = Allocated();
        bool isOver = HttpResponseHeadParser.TryRead(ref whole, out HttpResponseHead? head, out string? fault);
        PromiseAllocated(before, AllocationBesides + (long)AllocationPerByte * input.Length);
        Promise(isOver == (head is not null || fault is not null) && (head is null || fault is null), "there is a head, a fault or a wait");
        Promise(fault is null || !fault.Any(char.IsControl), "nothing shown is obeyed by a terminal");

        foreach (int at in (ReadOnlySpan<int>)[0, input.Length / 3, input.Length - Math.Min(2, input.Length)])
        {
            ReadOnlySequence<byte> split = SplitSequences.Of(input[..at], input[at..]);
            bool isOverInSplit = HttpResponseHeadParser.TryRead(ref split, out HttpResponseHead? again, out string? faultAgain);
            Promise(isOver == isOverInSplit && fault == faultAgain && split.Length == whole.Length, "a head is the same in every split");
            Promise(Fields(head) == Fields(again), "so are its fields");
        }

        return Outcome(fault?.Length ?? -1, isOver ? 1 : 0, head?.StatusCode ?? 0, Magnitude(head?.ContentLength ?? -1), head?.Challenges.Count ?? 0);
    }

    private static (int?, string?, long?, bool?, bool?, int?) Fields(HttpResponseHead? head) =>
        (head?.StatusCode, head?.ReasonPhrase, head?.ContentLength, head?.HasTransferEncoding, head?.ClosesConnection, head?.Challenges.Count);
}
