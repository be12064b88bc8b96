using System.Security.Claims;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// Asks who a request is from, before anything else looks at it, and settles it: an identity that is authenticated, or an anonymous one where that is allowed.
/// </summary>
internal sealed class RequestAuthenticator
{
    private readonly bool _isAnyAsked;
    private readonly bool _isAnonymousAllowed;
    private readonly IReadOnlyList<IRequestScheme> _schemes;
    private readonly IUserStore _users;
    private readonly AuthenticationCounters _counters;
    private readonly UntrustedFrontEnds _frontEnds;
    private readonly Audit _audit;
    private readonly AuthenticationLog _log;

    public RequestAuthenticator(
        AuthenticationOptions options, IEnumerable<IRequestScheme> schemes, IUserStore users, AuthenticationCounters counters,
        UntrustedFrontEnds frontEnds, Audit audit, AuthenticationLog log)
    {
        _isAnyAsked = options.Schemes.Count > 0;
        _isAnonymousAllowed = options.Schemes.Contains(AuthenticationScheme.Anonymous);
        _schemes = [.. schemes];
        _users = users;
        _counters = counters;
        _frontEnds = frontEnds;
        _audit = audit;
        _log = log;
    }

    /// <summary>
    /// Who the request is from, or what it is told instead; settled on return where nothing has to be waited for. Throws when <paramref name="aborted"/>, and
    /// never else.
    /// </summary>
    public ValueTask<AuthenticationResult> AuthenticateAsync(EdgeRequest request, CancellationToken aborted)
    {
        try
        {
            ValueTask<AuthenticationResult> settling = SettleAsync(request, aborted);
            return settling.IsCompletedSuccessfully ? settling : WaitAsync(settling);
        }
        catch (UserStoreException e)
        {
            return ValueTask.FromResult<AuthenticationResult>(StoreFailed(e));
        }
    }

    private async ValueTask<AuthenticationResult> WaitAsync(ValueTask<AuthenticationResult> settling)
    {
        try
        {
            return await settling;
        }
        catch (UserStoreException e)
        {
            return StoreFailed(e);
        }
    }

    private AuthenticationResult.Refused StoreFailed(UserStoreException fault)
    {
        _log.UserStoreFailed(fault);
        return Refuse(Refusal.UsersUnavailable);
    }

    private ValueTask<AuthenticationResult> SettleAsync(EdgeRequest request, CancellationToken aborted)
    {
        if (request.User is { Identity.IsAuthenticated: true } user)
        {
            return ValueTask.FromResult<AuthenticationResult>(Accept(user)); // by the application that embeds us
        }

        bool isForwarded = ForwardedRequest.Is(request);
        if (isForwarded && request.Connection.MakeIdentity().Share())
        {
            _frontEnds.Warn(request);
        }

        if (RpcRequestTarget.IsRpcPath(request.Path, out bool withCertificate) && withCertificate)
        {
            return ValueTask.FromResult(ByCertificate(request));
        }

        if (!_isAnyAsked)
        {
            return ValueTask.FromResult<AuthenticationResult>(!ClientAddress.IsToLoopback(request) ? Refuse(Refusal.NotAsked)
                : !HostName.IsLocal(request.Headers["Host"]) ? Refuse(Refusal.ForeignHost)
                : Accept(PrincipalIdentity.Anonymous));
        }

        if (!AuthorizationHeader.TryParse(request.Headers["Authorization"], out AuthorizationHeader? header)
            || _schemes.FirstOrDefault(scheme => header.Is(scheme.Name)) is not { } scheme)
        {
            return ValueTask.FromResult(WithoutWord(request));
        }

        if (!scheme.IsOpen(request))
        {
            return ValueTask.FromResult(scheme is GssScheme ? ResultOf(new SchemeOutcome.Unbound(null, BindingFault.NoChannel), scheme, request) : WithoutWord(request));
        }

        if (isForwarded && scheme is GssScheme)
        {
            _frontEnds.Warn(request);
        }

        ValueTask<SchemeOutcome> trying = scheme.TryAsync(request, header, aborted);
        return trying.IsCompletedSuccessfully
            ? ValueTask.FromResult(ResultOf(trying.Result, scheme, request))
            : WaitAsync(trying, scheme, request);
    }

    private async ValueTask<AuthenticationResult> WaitAsync(ValueTask<SchemeOutcome> trying, IRequestScheme scheme, EdgeRequest request) =>
        ResultOf(await trying, scheme, request);

    private AuthenticationResult ResultOf(SchemeOutcome outcome, IRequestScheme scheme, EdgeRequest request)
    {
        _counters.Count(scheme.Name, outcome);
        switch (outcome)
        {
            case SchemeOutcome.Accepted accepted:
                return Accept(accepted.User, accepted.Proof);
            case SchemeOutcome.Continued continued:
                return Refuse(Refusal.Unauthorized([continued.Challenge]));
            case SchemeOutcome.Refused refused:
                _log.Failed(request.Peer, scheme.Name, refused.Name ?? "an unknown user", refused.IsCounted);
                return Ask(request);
            case SchemeOutcome.Throttled throttled:
                var refusal = Refusal.Throttled(throttled.RetryAfter);
                _log.Throttled(request.Peer, scheme.Name, refusal.RetryAfter);
                return Refuse(refusal);
            case SchemeOutcome.Busy:
                return Refuse(Refusal.Busy);
            case SchemeOutcome.MechanismRefused:
                _log.MechanismRefused(request.Peer, scheme.Name);
                return Ask(request);
            case SchemeOutcome.Unbound unbound:
                Note(request, scheme, unbound);
                return unbound.Fault == BindingFault.NoChannel ? WithoutWord(request) : Ask(request);
            case SchemeOutcome.LegElsewhere:
                _log.LegElsewhere(request.Peer, scheme.Name);
                return WithoutWord(request);
            default:
                _log.Undecodable(request.Peer, scheme.Name);

                // FreeRDP goes on after an anonymous echo with an NTLM header full of garbage: what can't be decoded was never said.
                return WithoutWord(request);
        }
    }

    /// <summary>
    /// Audited where a password or ticket was right: each time when no binding was named, else as often as it is logged, since gss-ntlmssp says the same of a stranger's message
    /// that it can't read.
    /// </summary>
    private void Note(EdgeRequest request, IRequestScheme scheme, SchemeOutcome.Unbound unbound)
    {
        string name = unbound.Name ?? "an unknown user";
        bool isLogged = _log.Unbound(request.Peer, scheme.Name, name, unbound.Fault);
        if (unbound.Fault == BindingFault.NotOffered || (isLogged && unbound.Fault == BindingFault.OtherChannel))
        {
            _audit.Unbound(scheme.Name, name, request.PeerAddress, AuthenticationLog.Sentence(unbound.Fault));
        }
    }

    /// <summary>A request that doesn't say who it is from: what its connection knows, with the groups of this moment, else anonymous where that is allowed, else it is asked.</summary>
    private AuthenticationResult WithoutWord(EdgeRequest request) =>
        request.Connection.Identity?.User is { } known && StandingIdentity.Now(known, certificate: null, _users) is { } user ? Accept(user)
        : _isAnonymousAllowed ? Accept(PrincipalIdentity.Anonymous)
        : Ask(request);

    /// <summary>The other path (2.2.2): its clients have shown a certificate in the handshake, or go away.</summary>
    private AuthenticationResult ByCertificate(EdgeRequest request)
    {
        if (request.Certificate is not { } certificate)
        {
            return Refuse(Refusal.NoCertificate);
        }

        if (certificate.IsUnchecked)
        {
            _counters.Count(StandingIdentity.Certificate, new SchemeOutcome.Busy());
            _log.CertificateRefused(request.Peer, certificate.Fault);
            return Refuse(Refusal.CertificateUnchecked);
        }

        if (certificate.Principal is not { } principal)
        {
            _counters.Count(StandingIdentity.Certificate, new SchemeOutcome.Refused(null));
            _log.CertificateRefused(request.Peer, certificate.Fault);
            return Refuse(Refusal.BadCertificate);
        }

        StoredUser? user = _users.Find(principal);
        var accepted = new SchemeOutcome.Accepted(PrincipalIdentity.User(StandingIdentity.Certificate, principal, user?.Groups ?? []));
        _counters.Count(StandingIdentity.Certificate, accepted);
        return Accept(accepted.User);
    }

    private AuthenticationResult.Refused Ask(EdgeRequest request)
    {
        string[] challenges = [.. _schemes.Where(scheme => scheme.IsOpen(request)).Select(scheme => scheme.Challenge)];
        _counters.CountChallenge();
        return Refuse(challenges.Length > 0 ? Refusal.Unauthorized(challenges)
            : _schemes.Any(scheme => scheme is BasicScheme) ? Refusal.Plaintext
            : Refusal.Unbindable);
    }

    private static AuthenticationResult.Accepted Accept(ClaimsPrincipal user, string? proof = null) => new(user, proof);

    private static AuthenticationResult.Refused Refuse(Refusal refusal) => new(refusal);
}
