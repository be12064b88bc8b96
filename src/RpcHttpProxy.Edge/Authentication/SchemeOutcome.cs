using System.Security.Claims;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>What came of one request's <c>Authorization</c> header.</summary>
internal abstract record SchemeOutcome
{
    /// <summary>The client is who it says. <paramref name="Proof"/> goes back with the answer, and proves who the proxy is; null for none.</summary>
    public sealed record Accepted(ClaimsPrincipal User, string? Proof = null) : SchemeOutcome;

    /// <summary>
    /// It isn't. <paramref name="Name"/> is whom it said, where that is known and somebody. <paramref name="IsCounted"/>: it took a turn, and counts as a
    /// failed attempt.
    /// </summary>
    public sealed record Refused(string? Name, bool IsCounted = true) : SchemeOutcome;

    /// <summary>It is to go on with this challenge, on this connection.</summary>
    public sealed record Continued(string Challenge) : SchemeOutcome;

    /// <summary>The header means nothing to this scheme.</summary>
    public sealed record Undecodable : SchemeOutcome;

    /// <summary>It is NTLM, where only Kerberos is taken.</summary>
    public sealed record MechanismRefused : SchemeOutcome;

    /// <summary>
    /// It has shown who it is, but not on this TLS connection. <paramref name="Name"/> is whom it said, where that is known and somebody.
    /// </summary>
    public sealed record Unbound(string? Name, BindingFault Fault) : SchemeOutcome;

    /// <summary>It goes on with what was not begun on this connection.</summary>
    public sealed record LegElsewhere : SchemeOutcome;

    /// <summary>Too many others are being looked at.</summary>
    public sealed record Busy : SchemeOutcome;

    /// <summary>Too many attempts failed at this address or for this user: rejected without verification.</summary>
    public sealed record Throttled(TimeSpan RetryAfter) : SchemeOutcome;
}
