using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>
/// Asks who a request is from, before anything else looks at it, and sets <c>HttpContext.User</c>: an identity that is authenticated, or
/// an anonymous one where that is allowed.
/// </summary>
internal sealed class RequestAuthenticator
{
    private const string CertificateScheme = "Certificate";

    private readonly bool _isAnyAsked;
    private readonly bool _isAnonymousAllowed;
    private readonly IReadOnlyList<IRequestScheme> _schemes;
    private readonly IUserStore _users;
    private readonly AuthenticationCounters _counters;
    private readonly UntrustedFrontEnds _frontEnds;
    private readonly ILogger _logger;

    public RequestAuthenticator(
        IOptions<ProxyOptions> options, IEnumerable<IRequestScheme> schemes, IUserStore users, AuthenticationCounters counters,
        UntrustedFrontEnds frontEnds, ILogger<RequestAuthenticator> logger)
    {
        _isAnyAsked = options.Value.Authentication.Schemes.Count > 0;
        _isAnonymousAllowed = options.Value.Authentication.Schemes.Contains(AuthenticationScheme.Anonymous);
        _schemes = [.. schemes];
        _users = users;
        _counters = counters;
        _frontEnds = frontEnds;
        _logger = logger;
    }

    /// <summary>Null when the request may go on; else what it is told instead. Throws when the request is aborted.</summary>
    public async ValueTask<Refusal?> AuthenticateAsync(HttpContext context)
    {
        if (context.User.Identity is { IsAuthenticated: true })
        {
            return null; // by the application that embeds us
        }

        bool isForwarded = ForwardedClients.IsForwarded(context);
        if (isForwarded && ConnectionIdentity.Of(context).Share())
        {
            _frontEnds.Warn(context);
        }

        if (RpcRequestTarget.IsRpcPath(context.Request.Path, out bool withCertificate) && withCertificate)
        {
            return ByCertificate(context);
        }

        if (!_isAnyAsked)
        {
            return ClientAddress.IsToLoopback(context) ? Accept(context, Identities.Anonymous) : Refusal.NotAsked;
        }

        if (AuthorizationHeader.TryParse(context.Request.Headers.Authorization, out AuthorizationHeader? header)
            && _schemes.FirstOrDefault(scheme => header.Is(scheme.Name) && scheme.IsOpen(context)) is { } scheme)
        {
            if (isForwarded && scheme is GssScheme)
            {
                _frontEnds.Warn(context);
            }

            SchemeOutcome outcome = await scheme.TryAsync(context, header);
            _counters.Count(scheme.Name, outcome);
            switch (outcome)
            {
                case SchemeOutcome.Accepted accepted:
                    context.Response.Headers.WWWAuthenticate = accepted.Proof; // null is none
                    return Accept(context, accepted.User);
                case SchemeOutcome.Continued continued:
                    return Refusal.Unauthorized([continued.Challenge]);
                case SchemeOutcome.Refused refused:
                    Log.AuthenticationFailed(_logger, ClientAddress.Text(context), scheme.Name, refused.Name ?? "an unknown user");
                    return Ask(context);
                case SchemeOutcome.Throttled throttled:
                    var refusal = Refusal.Throttled(throttled.RetryAfter);
                    Log.AuthenticationThrottled(_logger, ClientAddress.Text(context), scheme.Name, refusal.RetryAfter);
                    return refusal;
                case SchemeOutcome.Busy:
                    return Refusal.Busy;
                default:
                    // FreeRDP goes on after an anonymous echo with an NTLM header full of garbage: what can't be decoded was never said.
                    break;
            }
        }

        return ConnectionIdentity.Find(context)?.User is { } user ? Accept(context, user)
            : _isAnonymousAllowed ? Accept(context, Identities.Anonymous)
            : Ask(context);
    }

    /// <summary>The other path (2.2.2): its clients have shown a certificate in the handshake, or go away.</summary>
    private Refusal? ByCertificate(HttpContext context)
    {
        if (ClientCertificates.Of(context) is not { } certificate)
        {
            return Refusal.NoCertificate;
        }

        if (certificate.Name is not { } name)
        {
            _counters.Count(CertificateScheme, new SchemeOutcome.Refused(null));
            Log.CertificateRefused(_logger, ClientAddress.Text(context), certificate.Fault);
            return Refusal.BadCertificate;
        }

        StoredUser? user = _users.Find(name);
        var accepted = new SchemeOutcome.Accepted(Identities.Of(CertificateScheme, user?.Name ?? name, user?.Groups ?? []));
        _counters.Count(CertificateScheme, accepted);
        return Accept(context, accepted.User);
    }

    private Refusal Ask(HttpContext context)
    {
        string[] challenges = [.. _schemes.Where(scheme => scheme.IsOpen(context)).Select(scheme => scheme.Challenge)];
        _counters.CountChallenge();
        return challenges.Length > 0 ? Refusal.Unauthorized(challenges) : Refusal.Plaintext;
    }

    private static Refusal? Accept(HttpContext context, ClaimsPrincipal user)
    {
        context.User = user;
        return null;
    }
}
