using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Edge.Text;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Name and password of Basic authentication (RFC 7617), as they are compared (RFC 8265).</summary>
internal sealed record BasicCredentials(string Name, string Password)
{
    /// <summary>Characters of a user's name: ours.</summary>
    public const int MaxNameLength = 256;

    /// <summary>
    /// Characters of a password: ours. Windows has 256 at most. What is longer is refused before it is normalized, which costs time for each character and
    /// comes before the throttle, which needs the name.
    /// </summary>
    public const int MaxPasswordLength = 1_024;

    /// <summary>The password as the client spelt it: a users file may have a hash of that, made before passwords were normalized.</summary>
    public string PasswordAsSent { get; private init; } = Password;

    /// <summary>
    /// Reads them; the first colon separates them. A name that is too long for any user's is none: names that failed are remembered. Nor is a password.
    /// </summary>
    public static bool TryParse(byte[] token, PasswordEncoding encoding, [NotNullWhen(true)] out BasicCredentials? credentials)
    {
        credentials = null;
        if (encoding.Decode(token) is not { } text
            || text.IndexOf(':', StringComparison.Ordinal) is not (> 0 and <= MaxNameLength and var colon)
            || text.Length - colon - 1 > MaxPasswordLength
            || text.Any(char.IsControl))
        {
            return false;
        }

        string name = PrecisProfiles.UserName(text[..colon]), password = text[(colon + 1)..];
        if (name.Length > MaxNameLength || name.Contains(':', StringComparison.Ordinal))
        {
            return false;
        }

        credentials = new BasicCredentials(name, PrecisProfiles.Password(password)) { PasswordAsSent = password };
        return true;
    }

    /// <summary>The name; never the password.</summary>
    public override string ToString() => Name;
}
