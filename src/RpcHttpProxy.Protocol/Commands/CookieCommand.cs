namespace RpcHttpProxy.Protocol;

// [rpch 2.2.3.5.4/2] a cookie
/// <summary>A cookie; its place in the PDU tells what it names (2.2.3.5.4).</summary>
public sealed record CookieCommand(RtsCookie Cookie) : RtsCommand
{
    internal const int EncodedBodyLength = RtsCookie.Length;

    /// <inheritdoc/>
    public override RtsCommandType Type => RtsCommandType.Cookie;

    /// <inheritdoc/>
    public override int BodyLength => EncodedBodyLength;

    private protected override string ValueText => Cookie.ToString();

    /* +0 Cookie(16) */
    internal static CookieCommand ReadBody(ReadOnlySpan<byte> body) => new(RtsCookie.Read(body));

    internal override void WriteBody(Span<byte> body) => Cookie.Write(body);
}
