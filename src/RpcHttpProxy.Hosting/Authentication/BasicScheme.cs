using Microsoft.AspNetCore.Http;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>Basic authentication (RFC 7617). Open over TLS, on loopback, and where the operator takes passwords in the clear.</summary>
internal sealed class BasicScheme(PasswordVerifier passwords, Attempts attempts, AuthenticationOptions options) : IRequestScheme
{
    public string Name => "Basic";

    public string Challenge { get; } = $"Basic realm=\"{options.Realm}\", charset=\"UTF-8\"";

    public bool IsOpen(HttpContext context) => context.Request.IsHttps || options.AllowPlaintextBasic || ClientAddress.IsToLoopback(context);

    public async ValueTask<SchemeOutcome> TryAsync(HttpContext context, AuthorizationHeader header)
    {
        if (!BasicCredentials.TryParse(header.Token, out BasicCredentials? credentials))
        {
            return new SchemeOutcome.Undecodable();
        }

        if (passwords.FindVerified(credentials) is { } verified)
        {
            return Accept(verified);
        }

        string address = ClientAddress.Of(context);
        if (!await attempts.Begin(address, credentials.Name).MayGoOnAsync(context.RequestAborted))
        {
            return new SchemeOutcome.SentAway();
        }

        Verification verification = await passwords.VerifyAsync(credentials, context.RequestAborted);
        if (verification.IsBusy)
        {
            return new SchemeOutcome.Busy();
        }

        attempts.End(address, credentials.Name, isRight: verification.User is not null);
        return verification.User is { } user
            ? Accept(user)
            : new SchemeOutcome.Refused(passwords.Knows(credentials.Name) ? credentials.Name : null);
    }

    private SchemeOutcome.Accepted Accept(StoredUser user) => new(Identities.Of(Name, user.Name, user.Groups));
}
