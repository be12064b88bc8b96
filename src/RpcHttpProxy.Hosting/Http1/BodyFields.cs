using Microsoft.Extensions.Primitives;
using RpcHttpProxy.Edge;

namespace RpcHttpProxy.Hosting.Http1;

/// <summary>What the header fields say of the body (RFC 9112, 6), as Kestrel reads them.</summary>
internal static class BodyFields
{
    /* OWS (RFC 9110, 5.6.3). No other white space is: an octet 0xA0 is opaque. */
    private const char Space = ' ', Tab = '\t';

    /// <summary>Settles the length of the body of a request whose fields are all there; false for one that Kestrel refuses.</summary>
    public static bool TrySettle(RequestHead head)
    {
        StringValues encodings = head["Transfer-Encoding"];
        if (encodings.Count == 0)
        {
            // What HTTP/1.1 says without a length is that there is no body; HTTP/1.0 may mean one that ends with the connection.
            bool needsLength = head.Version == RequestVersion.Http10 && head.Method is "POST" or "PUT";
            return !needsLength || head.ContentLength is not null;
        }

        head.ContentLength = null; // Of two ways to tell a length, the encoding counts.
        string? last = encodings.SelectMany(value => (value ?? "").Split(',')).Select(each => each.Trim(Space, Tab)).LastOrDefault(each => each.Length > 0);
        return "chunked".Equals(last, StringComparison.OrdinalIgnoreCase);
    }
}
