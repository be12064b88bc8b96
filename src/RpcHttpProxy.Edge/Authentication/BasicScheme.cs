using RpcHttpProxy.Edge.Principals;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Basic authentication (RFC 7617). Open over TLS, on loopback, and where the operator takes passwords in the clear.</summary>
internal sealed class BasicScheme(
    PasswordVerifier passwords, LoginThrottle throttle, AuthenticationOptions options, AccountNames accounts) : IRequestScheme
{
    /// <summary>The scheme's name (RFC 7617, 2).</summary>
    public const string SchemeName = "Basic";

    private readonly PasswordEncoding _encoding = new(options.PasswordCodePage);

    public string Name => SchemeName;

    public string Challenge { get; } = $"{SchemeName} realm=\"{options.Realm}\", charset=\"UTF-8\"";

    public bool IsOpen(EdgeRequest request) => request.IsEncrypted || options.AllowPlaintextBasic || ClientAddress.IsToLoopback(request);

    public async ValueTask<SchemeOutcome> TryAsync(EdgeRequest request, AuthorizationHeader header, CancellationToken aborted)
    {
        if (!BasicCredentials.TryParse(header.Token, _encoding, out BasicCredentials? credentials))
        {
            return new SchemeOutcome.Undecodable();
        }

        // One account is one, however it is spelt, before anything is counted for it.
        Principal principal = accounts.Of(credentials.Name);
        credentials = credentials with { Name = principal.ToString() };
        using ThrottleDecision decision = await throttle.EnterAsync(ClientAddress.Of(request), credentials.Name, aborted);
        if (!decision.IsAllowed)
        {
            return new SchemeOutcome.Throttled(decision.RetryAfter);
        }

        // Remembered passwords come after the throttle as well: they save the hash, never the turn.
        PasswordVerification verification = passwords.FindVerified(credentials) is { } verified
            ? new PasswordVerification(verified)
            : await passwords.VerifyAsync(credentials, ClientAddress.Of(request), aborted);
        if (verification.IsBusy)
        {
            return new SchemeOutcome.Busy();
        }

        if (verification.User is not { } user)
        {
            decision.Fail();
            return new SchemeOutcome.Refused(passwords.Knows(principal) ? credentials.Name : null);
        }

        decision.Succeed();
        return new SchemeOutcome.Accepted(PrincipalIdentity.User(Name, accounts.Of(user.Name), user.Groups));
    }
}
