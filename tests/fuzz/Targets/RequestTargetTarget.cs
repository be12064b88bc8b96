using System.Text;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Fuzz.Targets;

/// <summary>Path and query of a channel request: what they name has one spelling, and nothing in it means something elsewhere.</summary>
internal sealed class RequestTargetTarget : FuzzTarget
{
    /* The query decoded, its parts, a normalized name; in UTF-16, and a few objects. */
    private const int AllocationPerByte = 24;
    private const int AllocationBesides = 2_048;

    public override string Name => "request-target";

    public override int MaxLength => 4_096;

    public override IReadOnlyList<byte[]> Seeds { get; } = Corpus("request-target.txt");

    public override IReadOnlyList<byte[]> Words { get; } =
        Texts("/rpc/rpcproxy.dll?", "/rpcwithcert/rpcproxy.dll?", ":593", "%3a", "%00", "%25", "[", "]", "::", "::ffff:", "127.0.0.1", "0x7f", "xn--", "..", "fe80::1%25eth0", "a@b.example");

    public override ulong Run(byte[] input)
    {
        string text = Encoding.Latin1.GetString(input);
        int mark = text.IndexOf('?', StringComparison.Ordinal);
        (string path, string? query) = mark < 0 ? (text, null) : (text[..mark], text[mark..]);

        long before = Allocated();
        bool isTarget = RpcRequestTarget.TryParse(path, query, out RpcRequestTarget? target, out bool withCertificate, out string? error);
        PromiseAllocated(before, AllocationBesides + (long)AllocationPerByte * input.Length);
        Promise(isTarget == (target is not null) && isTarget == (error is null), "there is a target or an error");
        if (!isTarget)
        {
            return Outcome(error!.Length, withCertificate ? 1 : 0);
        }

        Promise(target!.Port is > 0 and <= 65_535 && target.Server.Length is > 0 and < 1_024, "name and port are within their bounds");
        Promise(!target.Server.AsSpan().ContainsAny("\r\n\0 /\\?\"<>|*"), "nothing in a name means something elsewhere");
        Promise(target.Server.All(c => c is > ' ' and < '\x7f'), "a name is printable ASCII");

        Promise(target.IsMailbox == (target.Server.Contains('@', StringComparison.Ordinal) && target.Server.Length > 15) || target.Server.Length <= 15, "a mailbox has an @, and what has one and is none is a NetBIOS name");

        bool isAgain = RpcRequestTarget.TryParse(path, Uri.EscapeDataString(target.ToString()), out RpcRequestTarget? again, out _, out _);
        Promise(isAgain && again == target, "a target that is written is read as the same");
        return Outcome(-1, withCertificate ? 1 : 0, Uri.CheckHostName(target.Server) switch { UriHostNameType kind => (long)kind }, Magnitude(target.Server.Length));
    }
}
