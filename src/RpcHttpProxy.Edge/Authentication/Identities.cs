using System.Security.Claims;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Makes principals: the principal's name, and its groups as roles.</summary>
internal static class Identities
{
    /// <summary>Nobody in particular.</summary>
    public static ClaimsPrincipal Anonymous { get; } = new(new ClaimsIdentity());

    /// <summary>Somebody, who has shown it by <paramref name="scheme"/>.</summary>
    public static ClaimsPrincipal Of(string scheme, string name, IEnumerable<string> groups) => new(new ClaimsIdentity(
        [new Claim(ClaimTypes.Name, name), .. groups.Select(group => new Claim(ClaimTypes.Role, group))],
        scheme, ClaimTypes.Name, ClaimTypes.Role));
}
