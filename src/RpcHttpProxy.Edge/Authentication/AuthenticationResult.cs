using System.Security.Claims;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Who a request is from, or why it goes no further.</summary>
internal abstract record AuthenticationResult
{
    private AuthenticationResult()
    {
    }

    /// <summary>It is known, or needn't be. <paramref name="Proof"/> goes back with the answer, and proves who the proxy is; null for none.</summary>
    public sealed record Accepted(ClaimsPrincipal User, string? Proof = null) : AuthenticationResult;

    /// <summary>It is told that instead.</summary>
    public sealed record Refused(Refusal Refusal) : AuthenticationResult;
}
