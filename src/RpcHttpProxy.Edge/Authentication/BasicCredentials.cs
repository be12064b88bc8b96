using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Name and password of Basic authentication (RFC 7617).</summary>
internal sealed record BasicCredentials(string Name, string Password)
{
    /// <summary>Characters of a user's name: ours.</summary>
    public const int MaxNameLength = 256;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads them: UTF-8, or else Latin-1, which older clients send; the first colon separates them. A name that is too long for any user's is none:
    /// names that failed are remembered.
    /// </summary>
    public static bool TryParse(byte[] token, [NotNullWhen(true)] out BasicCredentials? credentials)
    {
        credentials = null;
        string text = Decode(token);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon is <= 0 or > MaxNameLength || text.Any(char.IsControl))
        {
            return false;
        }

        credentials = new BasicCredentials(text[..colon], text[(colon + 1)..]);
        return true;
    }

    /// <summary>The name; never the password.</summary>
    public override string ToString() => Name;

    private static string Decode(byte[] token)
    {
        try
        {
            return s_strictUtf8.GetString(token);
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(token);
        }
    }
}
