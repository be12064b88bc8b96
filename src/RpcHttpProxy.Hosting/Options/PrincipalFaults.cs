using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Edge.Targets;

namespace RpcHttpProxy.Hosting;

/// <summary>
/// What is wrong with the principals that rules name. A name without its authority is refused where two authorities can vouch for it: one's
/// user would have what was meant for the other's.
/// </summary>
internal static class PrincipalFaults
{
    /// <summary>The fault of one principal; null for none.</summary>
    public static string? Of(string text, ProxyOptions options)
    {
        if (text == TargetRule.EverybodyKnown)
        {
            return null;
        }

        AccountNames accounts = options.Authentication.ToAccountNames();
        if (!PrincipalPattern.TryParse(text, accounts, out PrincipalPattern? pattern, out string? fault))
        {
            return $"'{text}' {fault}.";
        }

        Principal account = accounts.Of(text);
        return pattern.Kind is null && CanBeAccount(account, options.Authentication) && CanBeCertificate(text, options.Tls)
            ? $"'{text}' can be in a client's certificate as well: say {(account.Kind == AuthorityKind.Users ? "users" : "domain")}:{text} or certificate:{text}."
            : null;
    }

    private static bool CanBeAccount(Principal account, AuthenticationOptions authentication) =>
        authentication.Schemes.Contains(AuthenticationScheme.Basic)
        || (account.Kind == AuthorityKind.Domain && authentication.Schemes.Any(scheme => scheme is AuthenticationScheme.Ntlm or AuthenticationScheme.Negotiate));

    private static bool CanBeCertificate(string text, TlsOptions tls) => tls.ClientAuthorities is not null && tls.ClientName switch
    {
        CertificateName.Upn or CertificateName.Email => text.Contains('@', StringComparison.Ordinal),
        CertificateName.Subject => text.Contains('=', StringComparison.Ordinal),
        _ => true,
    };
}
