using System.Diagnostics.CodeAnalysis;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>The <c>Authorization</c> header of a request, as far as we understand any: a scheme and base64 (RFC 7235, 2.1).</summary>
/// <param name="Scheme">As it was spelt.</param>
/// <param name="Token">What the base64 says; a secret.</param>
internal sealed record AuthorizationHeader(string Scheme, byte[] Token)
{
    /* Ours: Kerberos tickets with many groups come to some 50 kB; Kestrel's own limit for all headers is 32 KiB. */
    private const int MaxLength = 65_536;

    /// <summary>Reads one; false for what can't be decoded.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out AuthorizationHeader? header)
    {
        header = null;
        ReadOnlySpan<char> rest = text.AsSpan().Trim(' ');
        int space = rest.IndexOf(' ');
        if (space <= 0 || rest.Length > MaxLength)
        {
            return false;
        }

        ReadOnlySpan<char> encoded = rest[space..].Trim(' ');
        var token = new byte[encoded.Length];
        if (!Convert.TryFromBase64Chars(encoded, token, out int length) || length == 0)
        {
            return false;
        }

        header = new AuthorizationHeader(rest[..space].ToString(), token[..length]);
        return true;
    }

    /// <summary>Whether it is of that scheme.</summary>
    public bool Is(string scheme) => scheme.Equals(Scheme, StringComparison.OrdinalIgnoreCase);

    /// <summary>The scheme; never the token.</summary>
    public override string ToString() => Scheme;
}
