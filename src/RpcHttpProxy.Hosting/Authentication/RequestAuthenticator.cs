using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>
/// Asks who a request is from, before anything else looks at it, and sets <c>HttpContext.User</c>: an identity that is authenticated, or
/// an anonymous one where that is allowed.
/// </summary>
internal sealed class RequestAuthenticator
{
    private static readonly Refusal s_notAsked = new(
        StatusCodes.Status403Forbidden, "Forbidden", "This proxy asks nobody who he is, and so serves its own machine only.", []);

    private static readonly Refusal s_plaintext = new(
        StatusCodes.Status403Forbidden, "Forbidden", "Passwords are taken over https only.", []);

    private static readonly Refusal s_busy = new(
        StatusCodes.Status503ServiceUnavailable, "Service Unavailable", "Too many are saying who they are.", []);

    private readonly bool _isAnyAsked;
    private readonly bool _isAnonymousAllowed;
    private readonly bool _isPlaintextAllowed;
    private readonly BasicScheme? _basic;
    private readonly ILogger _logger;

    public RequestAuthenticator(IOptions<ProxyOptions> options, PasswordVerifier? passwords, ILogger<RequestAuthenticator> logger)
    {
        AuthenticationOptions authentication = options.Value.Authentication;
        IList<AuthenticationScheme> schemes = authentication.Schemes;
        _isAnyAsked = schemes.Count > 0;
        _isAnonymousAllowed = schemes.Contains(AuthenticationScheme.Anonymous);
        _isPlaintextAllowed = authentication.AllowPlaintextBasic;
        _basic = schemes.Contains(AuthenticationScheme.Basic) && passwords is not null ? new BasicScheme(passwords, authentication.Realm) : null;
        _logger = logger;
    }

    /// <summary>Null when the request may go on; else what it is told instead.</summary>
    public async ValueTask<Refusal?> AuthenticateAsync(HttpContext context)
    {
        if (context.User.Identity is { IsAuthenticated: true })
        {
            return null; // by the application that embeds us
        }

        if (!_isAnyAsked)
        {
            return IsLocal(context) ? Accept(context, Identities.Anonymous) : s_notAsked;
        }

        SchemeOutcome outcome = AuthorizationHeader.TryParse(context.Request.Headers.Authorization, out AuthorizationHeader? header)
            ? await TryAsync(context, header)
            : new SchemeOutcome.Undecodable();
        switch (outcome)
        {
            case SchemeOutcome.Accepted accepted:
                return Accept(context, accepted.User);
            case SchemeOutcome.Refused refused:
                Log.AuthenticationFailed(_logger, PeerOf(context), header!.Scheme, refused.Name ?? "nobody known");
                return Ask(context);
            case SchemeOutcome.Continued continued:
                return Unauthorized([continued.Challenge]);
            case SchemeOutcome.Busy:
                return s_busy;
            default:
                // FreeRDP goes on after an anonymous echo with an NTLM header full of garbage: what can't be decoded was never said.
                return _isAnonymousAllowed ? Accept(context, Identities.Anonymous) : Ask(context);
        }
    }

    private async ValueTask<SchemeOutcome> TryAsync(HttpContext context, AuthorizationHeader header) =>
        _basic is not null && header.Is(BasicScheme.Name) && IsBasicTaken(context)
            ? await _basic.TryAsync(header, context.RequestAborted)
            : new SchemeOutcome.Undecodable();

    private Refusal Ask(HttpContext context)
    {
        List<string> challenges = [];
        if (_basic is not null && IsBasicTaken(context))
        {
            challenges.Add(_basic.Challenge);
        }

        return challenges.Count > 0 ? Unauthorized(challenges) : s_plaintext;
    }

    private bool IsBasicTaken(HttpContext context) => context.Request.IsHttps || _isPlaintextAllowed || IsLocal(context);

    private static Refusal Unauthorized(IReadOnlyList<string> challenges) =>
        new(StatusCodes.Status401Unauthorized, "Unauthorized", "Say who you are.", challenges);

    private static Refusal? Accept(HttpContext context, ClaimsPrincipal user)
    {
        context.User = user;
        return null;
    }

    private static bool IsLocal(HttpContext context) =>
        context.Connection.LocalIpAddress is { } address && System.Net.IPAddress.IsLoopback(PeerName.Plain(address));

    private static string PeerOf(HttpContext context) => PeerName.Of(context.Connection.RemoteIpAddress, context.Connection.RemotePort);
}
