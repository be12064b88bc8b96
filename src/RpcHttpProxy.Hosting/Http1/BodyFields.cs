using Microsoft.Extensions.Primitives;
using RpcHttpProxy.Edge;

namespace RpcHttpProxy.Hosting.Http1;

/// <summary>What the header fields say of the body and of the connection behind it (RFC 9112, 6 and 9.3), as Kestrel reads them.</summary>
internal static class BodyFields
{
    /// <summary>Settles length and persistence of a request whose fields are all there; else says how it is refused.</summary>
    public static HeadRefusal? Settle(RequestHead head)
    {
        string[] options = [.. Tokens(head["Connection"])];
        head.KeepsConnection = !Has(options, "close") && (head.Version == RequestVersion.Http11 || Has(options, "keep-alive"));

        if (head["Transfer-Encoding"].Count == 0)
        {
            // What HTTP/1.1 says without a length is that there is no body; HTTP/1.0 may mean one that ends with the connection.
            bool needsLength = head.Version == RequestVersion.Http10 && head.Method is "POST" or "PUT";
            return needsLength && head.ContentLength is null ? HeadRefusal.Malformed : null;
        }

        // Two ways to tell a length: the encoding counts, and nobody else is to be let on the connection.
        if (head.ContentLength is not null)
        {
            head.ContentLength = null;
            head.KeepsConnection = false;
        }

        bool isChunked = "chunked".Equals(Tokens(head["Transfer-Encoding"]).LastOrDefault(), StringComparison.OrdinalIgnoreCase);
        return isChunked ? null : HeadRefusal.Malformed;
    }

    private static bool Has(string[] tokens, string token) => tokens.Contains(token, StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Tokens(StringValues values) =>
        values.SelectMany(value => (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}
