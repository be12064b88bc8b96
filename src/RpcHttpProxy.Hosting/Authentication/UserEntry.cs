using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Edge.Text;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>
/// One line of a <see cref="UserFile"/>: <c>name:hash:group,group</c>, or <c>certificate:name::group,group</c> for the holder of a certificate.
/// </summary>
/// <param name="Name">
/// An account's name: no colon, no control character; neither does Basic know names with a colon (RFC 7617, 2). Or <c>certificate:NAME</c>, or
/// <c>certificate(AUTHORITY):NAME</c> with the subject of a root, for a name in certificates.
/// </param>
/// <param name="PasswordHash">A salted, slow hash; null for a user without a password, who is here for the groups.</param>
/// <param name="Groups">Maybe none.</param>
public sealed record UserEntry(string Name, string? PasswordHash, IReadOnlyList<string> Groups)
{
    /// <summary>Characters of a password at most: of longer ones Basic authentication takes none.</summary>
    public const int MaxPasswordLength = BasicCredentials.MaxPasswordLength;

    private const char Separator = ':';
    private const char GroupSeparator = ',';

    /// <summary>A user with a password, which is hashed: takes about a tenth of a second.</summary>
    public static UserEntry WithPassword(string name, string password, IReadOnlyList<string> groups) =>
        new(name, PasswordHashes.Hash(PrecisProfiles.Password(password)), groups);

    /// <summary>Whether somebody may have that name.</summary>
    public static bool IsName(string text) =>
        IsPlainName(IsOfCertificate(text) ? text[(text.IndexOf(Separator, StringComparison.Ordinal) + 1)..] : text);

    /// <summary>Whether the name is one in certificates; such a user has no password.</summary>
    public static bool IsOfCertificate(string name) =>
        name.IndexOf(Separator, StringComparison.Ordinal) is > 0 and var colon && IsCertificateWord(name[..colon]);

    /// <summary>Whether a group may have that name.</summary>
    public static bool IsGroup(string text) => IsPlainName(text) && !text.Contains(GroupSeparator, StringComparison.Ordinal);

    /// <summary>Reads a line.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out UserEntry? entry)
    {
        entry = null;
        string[] parts = line.Split(Separator);
        if (parts.Length == 4 && IsCertificateWord(parts[0]) && parts[2].Length == 0)
        {
            parts = [string.Join(Separator, parts[0], parts[1]), parts[2], parts[3]];
        }

        if (parts.Length != 3)
        {
            return false;
        }

        string? hash = parts[1].Length == 0 ? null : parts[1];
        string[] groups = parts[2].Split(GroupSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (!IsName(parts[0]) || (hash is not null && !PasswordHashes.IsHash(hash)) || !groups.All(IsGroup))
        {
            return false;
        }

        entry = new UserEntry(parts[0], hash, groups);
        return true;
    }

    /// <summary>The line.</summary>
    public string ToLine() => string.Join(Separator, Name, PasswordHash, string.Join(GroupSeparator, Groups));

    /// <summary>The name; never the hash.</summary>
    public override string ToString() => Name;

    private static bool IsPlainName(string text) =>
        text.Length is > 0 and <= BasicCredentials.MaxNameLength && text == text.Trim() && text[0] != '#' && !text.Any(c => c == Separator || char.IsControl(c));

    private static bool IsCertificateWord(string text) =>
        text == PrincipalPattern.Certificate || (text.StartsWith(PrincipalPattern.Certificate + "(", StringComparison.Ordinal) && text.EndsWith(')'));
}
