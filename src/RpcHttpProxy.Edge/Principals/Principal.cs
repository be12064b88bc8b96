namespace RpcHttpProxy.Edge.Principals;

/// <summary>
/// An authenticated client: its name, and the authority that vouches for it. Users of one name at two authorities are two principals. Case is
/// ignored, as Windows does.
/// </summary>
public sealed class Principal : IEquatable<Principal>
{
    private readonly string _text;

    private Principal(AuthorityKind kind, string authority, string name, string text)
    {
        Kind = kind;
        Authority = authority;
        Name = name;
        _text = text;
    }

    /// <summary>Who vouches for the name.</summary>
    public AuthorityKind Kind { get; }

    /// <summary>The domain or realm; of a certificate its root's subject; empty for the store of users and the application.</summary>
    public string Authority { get; }

    /// <summary>The name, without the authority.</summary>
    public string Name { get; }

    /// <summary>Whether it is a user as Basic, NTLM and Kerberos name one; those are in the store of users under <see cref="ToString"/>.</summary>
    public bool IsAccount => Kind is AuthorityKind.Users or AuthorityKind.Domain;

    /// <inheritdoc/>
    public bool Equals(Principal? other) => other is not null && string.Equals(_text, other._text, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Principal);

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.OrdinalIgnoreCase.GetHashCode(_text);

    /// <summary>
    /// The principal as one text, which no other principal has: <c>alice</c>, <c>LAB\alice</c>, <c>alice@LAB.EXAMPLE</c>,
    /// <c>certificate(CN=Lab CA):alice</c>, <c>application:alice</c>. Names of accounts have no colon.
    /// </summary>
    public override string ToString() => _text;

    /// <summary>A user of the store.</summary>
    internal static Principal OfUsers(string name) => new(AuthorityKind.Users, "", name, name);

    /// <summary>A user of a domain or realm; <paramref name="text"/> is <c>DOMAIN\user</c> or <c>user@REALM</c>.</summary>
    internal static Principal OfDomain(string domain, string name, string text) => new(AuthorityKind.Domain, domain, name, text);

    /// <summary>The holder of a certificate.</summary>
    internal static Principal OfCertificate(string authority, string name) =>
        new(AuthorityKind.Certificate, authority, name, $"{PrincipalPattern.Certificate}({authority}):{name}");

    /// <summary>A user whom the application that embeds the proxies has authenticated.</summary>
    internal static Principal OfApplication(string name) => new(AuthorityKind.Application, "", name, $"{PrincipalPattern.Application}:{name}");
}
