using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Claims;
using System.Security.Principal;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Hosting.Limits;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>
/// NTLM ([MS-NTHT]) or Negotiate (RFC 4559): the system's GSSAPI talks to the client, in as many requests of one connection as it takes.
/// </summary>
/// <param name="name">The scheme, which is GSSAPI's package, too.</param>
/// <param name="users">Knows the groups of who has shown who they are.</param>
/// <param name="attempts">Counts failures.</param>
/// <param name="turns">GSSAPI calls block: so many at once.</param>
/// <param name="logger">For faults of the system's.</param>
internal sealed class GssScheme(string name, IUserStore users, Attempts attempts, Turns turns, ILogger logger) : IRequestScheme
{
    public const string Ntlm = "NTLM";
    public const string Negotiate = "Negotiate";

    public string Name => name;

    public string Challenge => name;

    /// <summary>Whether anybody here answers NTLM messages: without the mechanism GSSAPI refuses the first one.</summary>
    public static bool IsNtlmThere()
    {
        using var probe = new NegotiateAuthentication(new NegotiateAuthenticationServerOptions { Package = Ntlm });
        probe.GetOutgoingBlob(NtlmMessage.Negotiate, out NegotiateAuthenticationStatusCode status);
        return status == NegotiateAuthenticationStatusCode.ContinueNeeded;
    }

    public bool IsOpen(HttpContext context) => true;

    public async ValueTask<SchemeOutcome> TryAsync(HttpContext context, AuthorizationHeader header)
    {
        ConnectionIdentity connection = ConnectionIdentity.Of(context);
        string address = ClientAddress.Of(context);
        string? user = NtlmMessage.NameIn(header.Token);

        // A first message proves nothing: an NTLM client only says hello, and nobody guesses Kerberos tickets.
        bool isFirst = connection.Pending(name) is null;
        if (!isFirst && !await attempts.Begin(address, user).MayGoOnAsync(context.RequestAborted))
        {
            connection.End(null);
            return new SchemeOutcome.SentAway();
        }

        using Turns.Turn? turn = await turns.TryTakeAsync(context.RequestAborted);
        if (turn is null)
        {
            connection.End(null);
            return new SchemeOutcome.Busy();
        }

        NegotiateAuthentication talk = connection.Pending(name) ?? connection.Begin(name);
        (NegotiateAuthenticationStatusCode status, byte[]? answer) = await Task.Run(() => Answer(talk, NtlmMessage.WithVersion(header.Token)));
        switch (status)
        {
            case NegotiateAuthenticationStatusCode.ContinueNeeded when answer is not null:
                return new SchemeOutcome.Continued(Header(answer));
            case NegotiateAuthenticationStatusCode.Completed when Identify(talk) is { } principal:
                attempts.End(address, user, isRight: true);

                // A front end's connection isn't one client's: who came first must not be taken for who comes next.
                connection.End(ForwardedClients.AreOn(context) ? null : principal);
                return new SchemeOutcome.Accepted(principal, answer is { Length: > 0 } ? Header(answer) : null);
            case NegotiateAuthenticationStatusCode.InvalidToken when isFirst:
                connection.End(null);
                return new SchemeOutcome.Undecodable();
            default:
                attempts.End(address, user, isRight: false);
                connection.End(null);
                return new SchemeOutcome.Refused(user is not null && users.Find(user) is not null ? user : null);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever the system's libraries make of a hostile message, it lets nobody in.")]
    private (NegotiateAuthenticationStatusCode Status, byte[]? Answer) Answer(NegotiateAuthentication talk, byte[] token)
    {
        try
        {
            byte[]? answer = talk.GetOutgoingBlob(token, out NegotiateAuthenticationStatusCode status);
            return (status, answer);
        }
        catch (Exception e)
        {
            Log.GssFailed(logger, name, e.GetType().Name, e.Message);
            return (NegotiateAuthenticationStatusCode.GenericFailure, null);
        }
    }

    private string Header(byte[] answer) => $"{name} {Convert.ToBase64String(answer)}";

    /// <summary>Null for somebody without a name: NTLM and Kerberos know anonymous ones.</summary>
    private ClaimsPrincipal? Identify(NegotiateAuthentication talk)
    {
        IIdentity remote = talk.RemoteIdentity;
        if (remote is not { IsAuthenticated: true, Name: { Length: > 0 } principal } || talk.ImpersonationLevel == TokenImpersonationLevel.Anonymous)
        {
            return null;
        }

        StoredUser? user = users.Find(principal);
        return Identities.Of(remote.AuthenticationType ?? name, user?.Name ?? principal, user?.Groups ?? []);
    }
}
