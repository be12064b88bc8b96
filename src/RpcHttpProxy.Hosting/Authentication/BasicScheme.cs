namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>Basic authentication (RFC 7617).</summary>
internal sealed class BasicScheme(PasswordVerifier passwords, string realm)
{
    public const string Name = "Basic";

    /// <summary>Asks for name and password, in UTF-8.</summary>
    public string Challenge { get; } = $"{Name} realm=\"{realm}\", charset=\"UTF-8\"";

    /// <summary>Holds the header against the store of users.</summary>
    public async ValueTask<SchemeOutcome> TryAsync(AuthorizationHeader header, CancellationToken cancellation)
    {
        if (!BasicCredentials.TryParse(header.Token, out BasicCredentials? credentials))
        {
            return new SchemeOutcome.Undecodable();
        }

        if (passwords.FindVerified(credentials) is { } verified)
        {
            return Accept(verified);
        }

        Verification verification = await passwords.VerifyAsync(credentials, cancellation);
        return verification switch
        {
            { IsBusy: true } => new SchemeOutcome.Busy(),
            { User: { } user } => Accept(user),
            _ => new SchemeOutcome.Refused(passwords.Knows(credentials.Name) ? credentials.Name : null),
        };
    }

    private static SchemeOutcome.Accepted Accept(StoredUser user) => new(Identities.Of(Name, user.Name, user.Groups));
}
