using System.Security.Claims;

namespace RpcHttpProxy.Edge.Principals;

/// <summary>A principal as .NET's claims have one: its name, and its groups as roles.</summary>
internal sealed class PrincipalIdentity : ClaimsIdentity
{
    /// <summary>A principal that has been authenticated by <paramref name="scheme"/>.</summary>
    public PrincipalIdentity(string scheme, Principal principal, IEnumerable<string> groups)
        : base(
            [
                new Claim(ClaimTypes.Name, principal.IsAccount ? principal.ToString() : principal.Name),
                .. groups.Select(group => new Claim(ClaimTypes.Role, group)),
            ],
            scheme, ClaimTypes.Name, ClaimTypes.Role) =>
        Principal = principal;

    /// <summary>The client whose request nobody has authenticated.</summary>
    public static ClaimsPrincipal Anonymous { get; } = new(new ClaimsIdentity());

    /// <summary>The principal.</summary>
    public Principal Principal { get; }

    /// <summary>Whom a request's user is; null when it isn't authenticated. An identity that isn't ours is the application's.</summary>
    public static Principal? Of(ClaimsPrincipal user) => user.Identity switch
    {
        PrincipalIdentity own => own.Principal,
        { IsAuthenticated: true, Name: { Length: > 0 } name } => Principal.OfApplication(name),
        _ => null,
    };

    /// <summary>Principal and groups as a request's user.</summary>
    public static ClaimsPrincipal User(string scheme, Principal principal, IEnumerable<string> groups) =>
        new(new PrincipalIdentity(scheme, principal, groups));
}
