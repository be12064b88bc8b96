using System.Net.Security;
using System.Security.Claims;
using System.Security.Principal;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Engine.Blocking;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// NTLM ([MS-NTHT]) or Negotiate (RFC 4559): the system's GSSAPI talks to the client, in as many requests of one connection as it takes.
/// </summary>
/// <param name="name">The scheme, which is GSSAPI's package, too.</param>
/// <param name="users">Knows the groups of who has shown who they are.</param>
/// <param name="accounts">Reads the names.</param>
/// <param name="isKerberosOnly">Whether NTLM is refused, within SPNEGO as well.</param>
/// <param name="throttle">Counts failures.</param>
/// <param name="calls">Makes GSSAPI's calls, which block: the system's libraries read files, and may ask other programs.</param>
/// <param name="log">Told of faults of the system's.</param>
internal sealed class GssScheme(
    string name, IUserStore users, AccountNames accounts, bool isKerberosOnly, LoginThrottle throttle, BlockingScheduler calls, AuthenticationLog log) : IRequestScheme
{
    public const string Ntlm = "NTLM";
    public const string Negotiate = "Negotiate";

    /* RFC 2743, 3.1: [APPLICATION 0], constructed; RFC 4120, 5.5.1: [APPLICATION 14], which MIT's GSSAPI takes without that framing, too; RFC 4178, 4.2.2. */
    private const byte InitialContextToken = 0x60;
    private const byte KerberosApReq = 0x6e;
    private const byte SpnegoNegTokenResp = 0xa1;

    private static readonly Lazy<bool> s_isNtlmThere = new(ProbeNtlm);

    public string Name => name;

    public string Challenge => name;

    /// <summary>Whether anybody here answers NTLM messages: without the mechanism GSSAPI refuses the first one.</summary>
    public static bool IsNtlmThere() => s_isNtlmThere.Value;

    private static bool ProbeNtlm()
    {
        using var probe = new NegotiateAuthentication(new NegotiateAuthenticationServerOptions { Package = Ntlm });
        probe.GetOutgoingBlob(NtlmMessage.Negotiate, out NegotiateAuthenticationStatusCode status);
        return status == NegotiateAuthenticationStatusCode.ContinueNeeded;
    }

    public bool IsOpen(EdgeRequest request) => true;

    public async ValueTask<SchemeOutcome> TryAsync(EdgeRequest request, AuthorizationHeader header, CancellationToken aborted)
    {
        ConnectionIdentity connection = request.Connection.MakeIdentity();
        byte[] token = header.Token;
        if (isKerberosOnly && NtlmMessage.IsIn(token))
        {
            connection.End(null);
            return new SchemeOutcome.MechanismRefused();
        }

        if (IsInitial(token))
        {
            connection.End(null);
            return await AnswerAsync(request, connection, token, user: null, decision: null, aborted);
        }

        if (connection.Pending(name) is null)
        {
            connection.End(null);
            return token is [SpnegoNegTokenResp, ..] || NtlmMessage.IsAuthenticate(token) ? new SchemeOutcome.LegElsewhere() : new SchemeOutcome.Undecodable();
        }

        if (!NtlmMessage.IsUnambiguous(token, connection.IsUnicode))
        {
            connection.End(null);
            return new SchemeOutcome.Undecodable();
        }

        Principal? user = NtlmMessage.NameIn(token) is { } named ? accounts.Of(named) : null;
        using ThrottleDecision decision = await throttle.EnterAsync(ClientAddress.Of(request), user?.ToString(), aborted);
        if (!decision.IsAllowed)
        {
            connection.End(null);
            return new SchemeOutcome.Throttled(decision.RetryAfter);
        }

        return await AnswerAsync(request, connection, token, user, decision, aborted);
    }

    /// <summary>
    /// Whether a client begins: GSSAPI's framing (RFC 2743, 3.1) is about the first token of Kerberos and SPNEGO and no other, and NTLM's first
    /// message and Kerberos's AP-REQ stand there without. Neither proves a password: an NTLM client asks for the challenge, and no one guesses Kerberos tickets. So it isn't counted.
    /// </summary>
    private static bool IsInitial(byte[] token) => token is [InitialContextToken or KerberosApReq, ..] || NtlmMessage.IsNegotiate(token);

    private async ValueTask<SchemeOutcome> AnswerAsync(
        EdgeRequest request, ConnectionIdentity connection, byte[] token, Principal? user, ThrottleDecision? decision, CancellationToken aborted)
    {
        var call = new GssCall(name, connection.Take(name), token);
        NegotiateAuthenticationStatusCode status;
        byte[]? answer;
        try
        {
            (status, answer) = await calls.RunAsync(call.Run, ClientAddress.Of(request), aborted);
        }
        catch (Exception e)
        {
            call.Leave();
            connection.End(null);
            return OutcomeOf(e, decision, aborted);
        }

        try
        {
            return Settle(request, connection, call, status, answer, user, decision);
        }
        catch (UserStoreException)
        {
            call.Leave();
            connection.End(null);
            throw;
        }
    }

    private SchemeOutcome Settle(
        EdgeRequest request, ConnectionIdentity connection, GssCall call, NegotiateAuthenticationStatusCode status, byte[]? answer, Principal? user, ThrottleDecision? decision)
    {
        switch (status)
        {
            case NegotiateAuthenticationStatusCode.Completed or NegotiateAuthenticationStatusCode.ContinueNeeded
                when isKerberosOnly && (NtlmMessage.IsIn(answer) || (status == NegotiateAuthenticationStatusCode.Completed && call.Context.Package == Ntlm)):
                call.Leave();
                connection.End(null);
                return new SchemeOutcome.MechanismRefused();
            case NegotiateAuthenticationStatusCode.ContinueNeeded when answer is not null:
                connection.Keep(name, call.Context);
                connection.IsUnicode = NtlmMessage.IsChallengeUnicode(answer);
                return new SchemeOutcome.Continued(Header(answer));
            case NegotiateAuthenticationStatusCode.Completed when Identify(request, call.Context) is { } principal:
                call.Leave();
                decision?.Succeed();
                connection.End(principal);
                return new SchemeOutcome.Accepted(principal, answer is { Length: > 0 } ? Header(answer) : null);
            case NegotiateAuthenticationStatusCode.InvalidToken when decision is null:
                call.Leave();
                connection.End(null);
                return new SchemeOutcome.Undecodable();
            default:
                call.Leave();
                decision?.Fail();
                connection.End(null);
                return new SchemeOutcome.Refused(user is not null && users.Find(user) is not null ? user.ToString() : null, IsCounted: decision is not null);
        }
    }

    /// <summary>The outcome of a call that wasn't made, or failed. Nothing that the system's libraries throw lets anybody in.</summary>
    private SchemeOutcome OutcomeOf(Exception failure, ThrottleDecision? decision, CancellationToken aborted)
    {
        if (failure is BlockingRefusedException)
        {
            return new SchemeOutcome.Busy();
        }

        if (failure is OperationCanceledException && aborted.IsCancellationRequested)
        {
            throw failure;
        }

        log.GssFailed(name, failure);
        if (failure is TimeoutException)
        {
            return new SchemeOutcome.Busy(); // what it would prove was not looked at
        }

        decision?.Fail();
        return new SchemeOutcome.Refused(null, IsCounted: decision is not null);
    }

    private string Header(byte[] answer) => $"{name} {Convert.ToBase64String(answer)}";

    /// <summary>
    /// Null for anonymous clients, whom NTLM and Kerberos know, and for a name without an authority: it could be any user's of that name in the
    /// users file, and an NTLM client chooses it by leaving its domain out.
    /// </summary>
    private ClaimsPrincipal? Identify(EdgeRequest request, NegotiateAuthentication talk)
    {
        IIdentity remote = talk.RemoteIdentity;
        if (remote is not { IsAuthenticated: true, Name: { Length: > 0 } remoteName } || talk.ImpersonationLevel == TokenImpersonationLevel.Anonymous)
        {
            return null;
        }

        if (!IsQualified(remoteName, talk.Package))
        {
            log.NameUnqualified(request.Peer, name);
            return null;
        }

        Principal principal = accounts.Of(remoteName);
        StoredUser? user = users.Find(principal);
        return PrincipalIdentity.User(
            remote.AuthenticationType ?? name, user is null ? principal : accounts.Of(user.Name), user?.Groups ?? []);
    }

    /// <summary>
    /// Whether it is NTLM's <c>DOMAIN\user</c> or Kerberos's <c>user@REALM</c>, and can be taken for nothing else: a colon ends an authority in
    /// <see cref="Principal.ToString"/>, and with a backslash Kerberos escapes what would be a separator.
    /// </summary>
    private static bool IsQualified(string principal, string package)
    {
        int backslash = principal.IndexOf('\\', StringComparison.Ordinal);
        int separator = package == Ntlm ? backslash : principal.LastIndexOf('@');
        return separator > 0 && separator < principal.Length - 1
            && (package == Ntlm || backslash < 0)
            && !principal.Any(c => c == ':' || char.IsControl(c));
    }
}
