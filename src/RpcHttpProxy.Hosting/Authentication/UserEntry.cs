using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Edge.Authentication;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>One line of a <see cref="UserFile"/>: <c>name:hash:group,group</c>.</summary>
/// <param name="Name">No colon, no control character: neither does Basic know names with a colon (RFC 7617, 2).</param>
/// <param name="PasswordHash">A salted, slow hash; null for a user without a password, who is here for the groups.</param>
/// <param name="Groups">Maybe none.</param>
public sealed record UserEntry(string Name, string? PasswordHash, IReadOnlyList<string> Groups)
{
    private const char Separator = ':';
    private const char GroupSeparator = ',';

    /// <summary>A user with a password, which is hashed: takes about a tenth of a second.</summary>
    public static UserEntry WithPassword(string name, string password, IReadOnlyList<string> groups) =>
        new(name, PasswordHashes.Hash(password), groups);

    /// <summary>Whether somebody may have that name.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= BasicCredentials.MaxNameLength && text == text.Trim() && text[0] != '#' && !text.Any(c => c == Separator || char.IsControl(c));

    /// <summary>Whether a group may have that name.</summary>
    public static bool IsGroup(string text) => IsName(text) && !text.Contains(GroupSeparator, StringComparison.Ordinal);

    /// <summary>Reads a line.</summary>
    public static bool TryParse(string line, [NotNullWhen(true)] out UserEntry? entry)
    {
        entry = null;
        string[] parts = line.Split(Separator);
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
}
