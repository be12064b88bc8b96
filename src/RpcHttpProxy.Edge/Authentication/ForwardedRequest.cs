using RpcHttpProxy.Edge.Limits;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Tells requests that a front end sent.</summary>
internal static class ForwardedRequest
{
    /* What ASP.NET Core's middleware makes of an X-Forwarded-For that it has taken the client's address from. */
    private const string TakenHeader = "X-Original-For";

    /* RFC 7239, RFC 9110 7.6.3, and what nginx's and others' guides set. */
    private static readonly string[] s_headers = [ForwardedFor.Header, "X-Real-IP", "Forwarded", "Via", TakenHeader];

    /// <summary>
    /// Whether a front end sent the request, whose connections may carry one client's requests after another's: a trusted one, or any whose
    /// request says so itself.
    /// </summary>
    public static bool Is(EdgeRequest request) => request.IsFromTrustedProxy || Array.Exists(s_headers, name => Has(request, name));

    /// <summary>
    /// Whether the request's address is the client's as a front end says it: a trusted one, or one that the application trusts that
    /// embeds the proxies. Nothing is decided by it but whether to warn.
    /// </summary>
    public static bool HasClientAddress(EdgeRequest request) => request.IsFromTrustedProxy || Has(request, TakenHeader);

    // One without a value is there all the same.
    private static bool Has(EdgeRequest request, string name) => request.Headers[name].Count > 0;
}
