using System.Diagnostics.CodeAnalysis;

namespace RpcHttpProxy.Edge.Principals;

/// <summary>
/// How a rule names a principal: <c>alice</c>, whichever authority vouches for it, or with its authority: <c>users:alice</c>,
/// <c>domain:LAB\alice</c>, <c>certificate:alice</c> of any authority that is trusted, <c>certificate(CN=Lab CA):alice</c>, <c>application:alice</c>.
/// </summary>
internal sealed class PrincipalPattern
{
    /// <summary>The word for <see cref="AuthorityKind.Certificate"/>.</summary>
    public const string Certificate = "certificate";

    /// <summary>The word for <see cref="AuthorityKind.Application"/>.</summary>
    public const string Application = "application";

    private const string Users = "users";
    private const string Domain = "domain";

    private readonly string? _authority;
    private readonly string _name;
    private readonly Principal _account;

    private PrincipalPattern(AuthorityKind? kind, string? authority, string name, Principal account)
    {
        Kind = kind;
        _authority = authority;
        _name = name;
        _account = account;
    }

    /// <summary>The authority; null when the rule names none.</summary>
    public AuthorityKind? Kind { get; }

    /// <summary>Reads one; <paramref name="fault"/> says what is wrong with it.</summary>
    public static bool TryParse(
        string text, AccountNames accounts, [NotNullWhen(true)] out PrincipalPattern? pattern, [NotNullWhen(false)] out string? fault)
    {
        (AuthorityKind? kind, string? authority, string name) = Split(text);
        Principal account = accounts.Of(name);
        fault = (kind, account.Kind) switch
        {
            _ when name.Length == 0 => "names nobody",
            (AuthorityKind.Domain, AuthorityKind.Users) => "has no domain or realm",
            (AuthorityKind.Users, AuthorityKind.Domain) when name.IndexOfAny(['\\', '@']) >= 0 => $"has a domain or realm: {Domain}:{name}",
            _ => null,
        };
        pattern = fault is null ? new PrincipalPattern(kind is AuthorityKind.Users ? account.Kind : kind, authority, name, account) : null;
        return pattern is not null;
    }

    /// <summary>Whether it names that principal.</summary>
    public bool Matches(Principal principal) =>
        (Kind is null || Kind == principal.Kind)
        && (_authority is null || _authority.Equals(principal.Authority, StringComparison.OrdinalIgnoreCase))
        && (principal.IsAccount ? _account.Equals(principal) : _name.Equals(principal.Name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The authority that a text begins with, and the rest; the whole text when it begins with none.</summary>
    private static (AuthorityKind? Kind, string? Authority, string Name) Split(string text)
    {
        const string CertificateOf = $"{Certificate}(";
        int end = text.IndexOf("):", StringComparison.Ordinal);
        if (text.StartsWith(CertificateOf, StringComparison.OrdinalIgnoreCase) && end > 0)
        {
            return (AuthorityKind.Certificate, text[CertificateOf.Length..end], text[(end + 2)..]);
        }

        int colon = text.IndexOf(':', StringComparison.Ordinal);
        AuthorityKind? kind = colon < 0 ? null : text[..colon].ToLowerInvariant() switch
        {
            Users => AuthorityKind.Users,
            Domain => AuthorityKind.Domain,
            Certificate => AuthorityKind.Certificate,
            Application => AuthorityKind.Application,
            _ => null,
        };
        return (kind, null, kind is null ? text : text[(colon + 1)..]);
    }
}
