using System.Security.Claims;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>What the authenticated user is called.</summary>
internal static class PrincipalName
{
    /// <summary>The name; <see cref="ServerGrant.Anonymous"/> of somebody who hasn't said who he is.</summary>
    public static string Of(ClaimsPrincipal user) =>
        user.Identity is { IsAuthenticated: true, Name: { } name } ? name : ServerGrant.Anonymous;
}
