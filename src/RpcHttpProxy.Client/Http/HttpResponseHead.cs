using System.Net.Http.Headers;

namespace RpcHttpProxy.Client.Http;

/// <summary>What a channel needs of an HTTP response head.</summary>
/// <param name="StatusCode">100–599.</param>
/// <param name="ReasonPhrase">May be empty.</param>
/// <param name="ContentLength">Null when the head has none.</param>
/// <param name="HasTransferEncoding">Whether the body is encoded; no body of this protocol may be.</param>
internal sealed record HttpResponseHead(int StatusCode, string ReasonPhrase, long? ContentLength, bool HasTransferEncoding)
{
    /// <summary>1xx: another response follows.</summary>
    public bool IsInterim => StatusCode < 200;

    /// <summary>Whether the peer closes the connection behind this response.</summary>
    public bool ClosesConnection { get; init; }

    /// <summary>Seconds of Retry-After (RFC 9110, 10.2.3); null when it isn't there, or is a date.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>What WWW-Authenticate says, a scheme each; empty when it isn't there or can't be read.</summary>
    public IReadOnlyList<AuthenticationHeaderValue> Challenges { get; init; } = [];
}
