using System.Net;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>A request that goes no further.</summary>
/// <param name="Status">401, 403 or 503.</param>
/// <param name="Phrase">The reason phrase.</param>
/// <param name="Sentence">The body, for people; ASCII.</param>
/// <param name="Challenges">Values of <c>WWW-Authenticate</c>, of a 401.</param>
/// <param name="RetryAfter">Seconds, of a 503 (RFC 9110, 10.2.3); null for none.</param>
internal sealed record Refusal(HttpStatusCode Status, string Phrase, string Sentence, IReadOnlyList<string> Challenges, int? RetryAfter = null)
{
    /* Ours: a password takes a tenth of a second. */
    private const int BusySeconds = 1;

    /// <summary>Nobody is asked, and it comes from elsewhere.</summary>
    public static Refusal NotAsked { get; } = Forbidden("This proxy asks nobody who he is, and so serves its own machine only.");

    /// <summary>Nobody is asked, and it is another machine's name that it comes under.</summary>
    public static Refusal ForeignHost { get; } = Forbidden("No authentication is configured here, so only requests whose Host names this machine are answered.");

    /// <summary>Nothing but passwords, and no TLS.</summary>
    public static Refusal Plaintext { get; } = Forbidden("Passwords are taken over https only.");

    /// <summary>Nothing but NTLM and Kerberos, bound to TLS, and no TLS of ours.</summary>
    public static Refusal Unbindable { get; } = Forbidden("NTLM and Kerberos are taken here on TLS connections to this proxy itself only.");

    /// <summary>The path for clients with a certificate, and none was shown.</summary>
    public static Refusal NoCertificate { get; } = Forbidden("A client certificate is needed here.");

    /// <summary>There was one.</summary>
    public static Refusal BadCertificate { get; } = Forbidden("This client certificate isn't taken here.");

    /// <summary>It isn't known who it is, because there are too many others.</summary>
    public static Refusal Busy { get; } = Unavailable("Too many passwords are being verified.", BusySeconds);

    /// <summary>It isn't known who it is, because the store of users failed.</summary>
    public static Refusal UsersUnavailable { get; } = Unavailable("The users can't be looked up now.", BusySeconds);

    /// <summary>Whether it is revoked isn't known, because its authority doesn't answer.</summary>
    public static Refusal CertificateUnchecked { get; } = Unavailable("The revocation of this client certificate could not be checked.", BusySeconds);

    /// <summary>The <c>WWW-Authenticate</c> or <c>Retry-After</c> fields that go with it.</summary>
    public IEnumerable<string> Headers =>
        [.. Challenges.Select(challenge => $"WWW-Authenticate: {challenge}"), .. RetryAfter is { } seconds ? [$"Retry-After: {seconds}"] : Array.Empty<string>()];

    /// <summary>Rejected without verification: not a 401, at which clients throw away a password that may be right.</summary>
    public static Refusal Throttled(TimeSpan retryAfter)
    {
        int seconds = Math.Max(1, (int)Math.Ceiling(retryAfter.TotalSeconds));
        return Unavailable($"Too many attempts failed: this one was not verified. Try again in {seconds} s.", seconds);
    }

    /// <summary>It hasn't been shown who it is.</summary>
    public static Refusal Unauthorized(IReadOnlyList<string> challenges) =>
        new(HttpStatusCode.Unauthorized, "Unauthorized", "Say who you are.", challenges);

    /// <summary>No matter who it is.</summary>
    public static Refusal Forbidden(string sentence) => new(HttpStatusCode.Forbidden, "Forbidden", sentence, []);

    private static Refusal Unavailable(string sentence, int retryAfter) =>
        new(HttpStatusCode.ServiceUnavailable, "Service Unavailable", sentence, [], retryAfter);
}
