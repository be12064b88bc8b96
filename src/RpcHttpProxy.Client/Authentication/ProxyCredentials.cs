using System.Net;
using System.Text;

namespace RpcHttpProxy.Client;

/// <summary>Who a client is to the proxies, and how it proves it. Nothing of it but scheme and name is ever shown.</summary>
public sealed class ProxyCredentials
{
    private readonly string? _password;

    /// <param name="scheme">How the password is proven.</param>
    /// <param name="userName"><c>alice</c>, <c>LAB\alice</c> or <c>alice@LAB.EXAMPLE</c>; for Basic without a colon (RFC 7617).</param>
    /// <param name="password">The password.</param>
    /// <exception cref="ArgumentException">The name is empty, or can't be said in Basic.</exception>
    public ProxyCredentials(ProxyAuthentication scheme, string userName, string password)
    {
        ArgumentException.ThrowIfNullOrEmpty(userName);
        ArgumentNullException.ThrowIfNull(password);
        if (scheme == ProxyAuthentication.Basic && userName.Contains(':', StringComparison.Ordinal))
        {
            throw new ArgumentException("A user name with a colon can't be said in Basic (RFC 7617).", nameof(userName));
        }

        (Scheme, UserName, _password) = (scheme, userName, password);
    }

    private ProxyCredentials(ProxyAuthentication scheme) => Scheme = scheme;

    /// <summary>Negotiate with the Kerberos ticket this process finds (<c>kinit</c>, KRB5CCNAME).</summary>
    public static ProxyCredentials FromTicketCache { get; } = new(ProxyAuthentication.Negotiate);

    /// <summary>How the client proves who it is.</summary>
    public ProxyAuthentication Scheme { get; }

    /// <summary>The user's name; null with a ticket of the cache.</summary>
    public string? UserName { get; }

    /// <summary>The scheme as it stands in Authorization and WWW-Authenticate.</summary>
    internal string SchemeName => Scheme switch
    {
        ProxyAuthentication.Basic => "Basic",
        ProxyAuthentication.Ntlm => "NTLM",
        _ => "Negotiate",
    };

    /// <inheritdoc/>
    public override string ToString() => UserName is null ? $"{SchemeName}, by the ticket cache" : $"{SchemeName} as {UserName}";

    /// <summary>Value of Authorization for Basic, in UTF-8 as RFC 7617 2.1 recommends.</summary>
    internal string ToBasic() => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{UserName}:{_password}"));

    /// <summary>For GSSAPI and HttpClient; what stands before a backslash is the domain.</summary>
    internal NetworkCredential ToNetworkCredential()
    {
        if (UserName is null)
        {
            return CredentialCache.DefaultNetworkCredentials;
        }

        return UserName.Split('\\', 2) is [var domain, var name]
            ? new NetworkCredential(name, _password, domain)
            : new NetworkCredential(UserName, _password);
    }
}
