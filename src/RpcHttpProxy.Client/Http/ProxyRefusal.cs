using System.Collections.Immutable;
using System.Net.Http.Headers;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Client;

// [rpch 3.2.2.5.2/7] anything else is a failure, with the proxy's word on it
// [rpch 3.2.2.5.11/7-8] its error code is hexadecimal, and told
// [rpch 3.2.2.5.11/9-10] extended error information of the reason phrase
/// <summary>The response with which a proxy refused or ended a channel (2.1.2.1.3).</summary>
/// <param name="StatusCode">The HTTP status, 100–599.</param>
/// <param name="ReasonPhrase">As it came, but for control characters; may be empty.</param>
/// <param name="RpcError">The Windows error code in the reason phrase; null when it has none.</param>
public sealed record ProxyRefusal(int StatusCode, string ReasonPhrase, uint? RpcError)
{
    // The whole reason phrase may carry a kilobyte of extended error information; a message for people doesn't need it.
    private const int ShownLength = 200;

    /// <summary>The authentication schemes a 401 offers (RFC 9110 11.6.1), in its order; empty for others.</summary>
    public IReadOnlyList<string> OfferedSchemes { get; init; } = [];

    /// <summary>Seconds after which it may be tried again, of a 503 with Retry-After; null for none.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>What else the proxy told ([MS-EERR]): the error's records, its root last; empty when it told nothing, or nothing that can be read.</summary>
    public IReadOnlyList<ExtendedErrorInfo> ExtendedError { get; init; } = [];

    /// <summary>True when the proxy asks who the client is, or doesn't believe it: 401.</summary>
    public bool IsAuthentication => StatusCode == (int)System.Net.HttpStatusCode.Unauthorized;

    /// <summary>Reads status and reason phrase. Control characters become dots: the phrase will be shown on a terminal.</summary>
    public static ProxyRefusal From(int statusCode, string reasonPhrase)
    {
        string shown = string.Concat(reasonPhrase.Select(c => char.IsControl(c) ? '.' : c));
        if (!RpcErrorText.TryParse(reasonPhrase, out uint error, out ReadOnlySpan<char> encoded))
        {
            return new ProxyRefusal(statusCode, shown, null);
        }

        EncodedEEInfo.Decode(encoded, out ImmutableArray<ExtendedErrorInfo> sequence);
        return new ProxyRefusal(statusCode, shown, error) { ExtendedError = sequence };
    }

    internal static ProxyRefusal From(int statusCode, string reasonPhrase, IEnumerable<AuthenticationHeaderValue> challenges, int? retryAfter) =>
        From(statusCode, reasonPhrase) with { OfferedSchemes = [.. challenges.Select(challenge => challenge.Scheme).Distinct()], RetryAfter = retryAfter };

    /// <summary><c>503 RPC Error: 6ba (RPC_S_SERVER_UNAVAILABLE)</c>, <c>401 Unauthorized (offered: Basic, NTLM)</c></summary>
    public override string ToString()
    {
        if (RpcError is uint error)
        {
            return $"{StatusCode} {RpcErrorText.Format(error)} ({Win32RpcError.Name(error)})";
        }

        string text = ReasonPhrase.Length > ShownLength ? $"{StatusCode} {ReasonPhrase[..ShownLength]}…" : $"{StatusCode} {ReasonPhrase}".TrimEnd();
        text = RetryAfter is { } seconds ? $"{text} (retry after {seconds} s)" : text;
        return OfferedSchemes.Count > 0 ? $"{text} (offered: {string.Join(", ", OfferedSchemes)})" : text;
    }
}
