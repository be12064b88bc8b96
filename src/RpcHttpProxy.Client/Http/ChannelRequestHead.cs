using System.Globalization;
using System.Text;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Client.Http;

/// <summary>The head of an IN or OUT channel request (2.1.2.1.1, 2.1.2.1.2).</summary>
internal static class ChannelRequestHead
{
    // [rpch 2.1.2.1.1/1] RPC_IN_DATA
    /// <summary>The method of an IN channel request.</summary>
    public const string InMethod = "RPC_IN_DATA";

    // [rpch 2.1.2.1.2/1] RPC_OUT_DATA
    /// <summary>The method of an OUT channel request.</summary>
    public const string OutMethod = "RPC_OUT_DATA";

    // [rpch 2.1.2.1.1/3-4, 2.1.2.1.2/3-4] Cache-Control: no-cache
    // [rpch 2.1.2.1.1/5-6, 2.1.2.1.2/5-6] Connection: Keep-Alive
    // [rpch 2.1.2.1.1/8, 2.1.2.1.2/8] Host names the proxy
    // [rpch 2.1.2.1.1/9-10, 2.1.2.1.2/9-10] Pragma: No-cache
    // [rpch 2.1.2.1.1/15] server and port are the query of the URL
    /// <summary>
    /// The bytes up to and including the empty line. HTTP/1.1 as Windows sends it; the text's SHOULD is 1.0.
    /// <paramref name="authorization"/> is the value of Authorization, null for none.
    /// </summary>
    public static byte[] Format(string method, ProxyUrl proxy, RpcRequestTarget target, long contentLength, string? authorization = null) =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"""
            {method} {proxy.Path}?{Query(target)} HTTP/1.1
            Accept: application/rpc{(authorization is null ? "" : $"\nAuthorization: {authorization}")}
            Cache-Control: no-cache
            Connection: Keep-Alive
            Content-Length: {contentLength}
            Host: {proxy.Authority}
            Pragma: No-cache
            User-Agent: MSRPC


            """).ReplaceLineEndings("\r\n"));

    /// <summary><c>server:port</c>. A NetBIOS name may contain what means something in a URL; an IPv6 address goes in brackets.</summary>
    private static string Query(RpcRequestTarget target) =>
        target.Server.Contains(':', StringComparison.Ordinal)
            ? target.ToString()
            : string.Create(CultureInfo.InvariantCulture, $"{Uri.EscapeDataString(target.Server)}:{target.Port}");
}
