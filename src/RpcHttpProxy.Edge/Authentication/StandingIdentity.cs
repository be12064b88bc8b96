using System.Security.Claims;
using RpcHttpProxy.Edge.Principals;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>What has become of somebody who has shown who they are: groups, users and authorities may have changed since.</summary>
internal static class StandingIdentity
{
    /// <summary>The scheme of who is known by a certificate.</summary>
    public const string Certificate = "Certificate";

    /// <summary>
    /// The same principal with the groups of this moment; null when they are no longer one: a user of Basic who is gone from the store, or a
    /// certificate whose authority isn't trusted any more. Whom an application authenticated that embeds the proxies stays as they are.
    /// </summary>
    public static ClaimsPrincipal? Now(ClaimsPrincipal user, ClientCertificate? certificate, IUserStore users)
    {
        if (user.Identity is not PrincipalIdentity { AuthenticationType: { } scheme, Principal: { } principal })
        {
            return user;
        }

        StoredUser? stored = users.Find(principal);
        bool isGone = scheme switch
        {
            BasicScheme.SchemeName => stored is null,
            Certificate => certificate?.Now().Principal is null,
            _ => false,
        };
        return isGone ? null : PrincipalIdentity.User(scheme, principal, stored?.Groups ?? []);
    }
}
