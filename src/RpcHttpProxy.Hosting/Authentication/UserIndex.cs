using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Edge.Text;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>The users of a <see cref="UserFile"/>, by the principals that they are.</summary>
internal sealed class UserIndex
{
    private readonly UserFile _file;
    private readonly AccountNames _accounts;
    private readonly bool _hasDomainSchemes;
    private readonly Dictionary<string, UserEntry> _byAccount = new(StringComparer.OrdinalIgnoreCase);

    private UserIndex(UserFile file, AuthenticationOptions options)
    {
        _file = file;
        _accounts = options.ToAccountNames();
        _hasDomainSchemes = options.Schemes.Any(scheme => scheme is AuthenticationScheme.Ntlm or AuthenticationScheme.Negotiate);
        foreach (UserEntry user in file.Users.Where(user => !UserEntry.IsOfCertificate(user.Name)))
        {
            string account = _accounts.Of(user.Name).ToString();
            if (!_byAccount.TryAdd(account, user))
            {
                throw new FormatException($"'{_byAccount[account].Name}' and '{user.Name}' are one user, by Proxy:Authentication:DefaultDomain.");
            }
        }

        foreach (UserEntry user in _byAccount.Values.ToArray())
        {
            // Basic's names are normalized; an entry that is spelt like that already has the name.
            _byAccount.TryAdd(PrecisProfiles.UserName(_accounts.Of(user.Name).ToString()), user);
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _file.Users.Count;

    /// <summary>The groups that users are in.</summary>
    public IReadOnlyCollection<string> Groups => [.. _file.Users.SelectMany(user => user.Groups).Distinct()];

    /// <summary>Reads a file. Throws <see cref="FormatException"/>, or what opening a file throws.</summary>
    public static UserIndex Read(string path, AuthenticationOptions options) => new(UserFile.Read(path), options);

    /// <summary>The user of an account, as <see cref="Principal.ToString"/> spells it; null when there is none.</summary>
    public UserEntry? FindAccount(string account) => _byAccount.GetValueOrDefault(account);

    /// <summary>What the file has for a principal; null when it has nothing.</summary>
    public UserEntry? Find(Principal principal) => principal switch
    {
        { IsAccount: true } => FindAccount(principal.ToString()),
        { Kind: AuthorityKind.Certificate } =>
            _file.Find(principal.ToString()) ?? _file.Find($"{PrincipalPattern.Certificate}:{principal.Name}") ?? FindUnclaimed(principal.Name),
        _ => null,
    };

    /// <summary>
    /// An entry without an authority, for the holder of a certificate: only where no account can be that user, as one with a password or in a domain
    /// could.
    /// </summary>
    private UserEntry? FindUnclaimed(string name) =>
        _file.Find(name) is { PasswordHash: null } user
            && !UserEntry.IsOfCertificate(user.Name)
            && !(_hasDomainSchemes && _accounts.Of(name).Kind == AuthorityKind.Domain) ? user : null;
}
