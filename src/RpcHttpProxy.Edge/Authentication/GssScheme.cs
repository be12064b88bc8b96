using System.Security.Claims;
using RpcHttpProxy.Edge.Gss;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Engine.Blocking;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// NTLM ([MS-NTHT]) or Negotiate (RFC 4559): the system's GSSAPI talks to the client, in as many requests of one connection as it takes.
/// </summary>
/// <param name="name">The scheme, which is GSSAPI's package, too.</param>
/// <param name="users">Knows the groups of who has shown who they are.</param>
/// <param name="options">What is open.</param>
/// <param name="throttle">Counts failures.</param>
/// <param name="calls">Makes GSSAPI's calls, which block: the system's libraries read files, and may ask other programs.</param>
/// <param name="log">Told of faults of the system's.</param>
internal sealed class GssScheme(
    string name, IUserStore users, AuthenticationOptions options, LoginThrottle throttle, BlockingScheduler calls, AuthenticationLog log) : IRequestScheme
{
    public const string Ntlm = "NTLM";
    public const string Negotiate = "Negotiate";
    private const string Kerberos = "Kerberos";

    /* RFC 2743, 3.1: [APPLICATION 0], constructed; RFC 4120, 5.5.1: [APPLICATION 14], which MIT's GSSAPI takes without that framing, too; RFC 4178, 4.2.2. */
    private const byte InitialContextToken = 0x60;
    private const byte KerberosApReq = 0x6e;
    private const byte SpnegoNegTokenResp = 0xa1;

    private static readonly Lazy<bool> s_isNtlmThere = new(ProbeNtlm);

    private readonly AccountNames _accounts = options.ToAccountNames();
    private readonly ChannelBindingChoice _choice = options.ChannelBinding;

    public string Name => name;

    public string Challenge => name;

    /// <summary>Whether anybody here answers NTLM messages: without the mechanism GSSAPI refuses the first one.</summary>
    public static bool IsNtlmThere() => s_isNtlmThere.Value;

    private static bool ProbeNtlm()
    {
        using var probe = new GssContext(isNtlmOnly: true, AuthenticationOptions.DefaultNtlmName);
        return GssLibrary.IsThere() && probe.Accept(NtlmMessage.Negotiate, []).Status == GssStatus.ContinueNeeded;
    }

    public bool IsOpen(EdgeRequest request) => _choice != ChannelBindingChoice.Required || BindingOf(request) is not null;

    /// <summary>The channel binding that clients of this connection may name, or must; null where none is looked at.</summary>
    private byte[]? BindingOf(EdgeRequest request) =>
        _choice != ChannelBindingChoice.Off && request.ServerCertificate is { } certificate ? EndPointBinding.Of(certificate) : null;

    public async ValueTask<SchemeOutcome> TryAsync(EdgeRequest request, AuthorizationHeader header, CancellationToken aborted)
    {
        ConnectionIdentity connection = request.Connection.MakeIdentity();
        byte[] token = header.Token;
        if (options.KerberosOnly && NtlmMessage.IsIn(token))
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

        if (!NtlmMessage.IsUnambiguous(token, connection.IsUnicode) || !NtlmStructure.IsSound(token, connection.IsForKey))
        {
            connection.End(null);
            return new SchemeOutcome.Undecodable();
        }

        Principal? user = NtlmMessage.NameIn(token) is { } named ? _accounts.Of(named) : null;
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
        byte[]? binding = BindingOf(request); // before anything is taken out: it may throw
        var call = new GssCall(connection.Take(name) ?? new GssContext(name == Ntlm, options.NtlmName), token, binding);
        GssAnswer answer;
        try
        {
            answer = await calls.RunAsync(call.Run, ClientAddress.Of(request), aborted);
        }
        catch (Exception e)
        {
            call.Leave();
            connection.End(null);
            return OutcomeOf(e, decision, aborted);
        }

        try
        {
            return Settle(request, connection, call, answer, token, user, decision);
        }
        catch (UserStoreException)
        {
            call.Leave();
            connection.End(null);
            throw;
        }
    }

    private SchemeOutcome Settle(
        EdgeRequest request, ConnectionIdentity connection, GssCall call, GssAnswer answer, byte[] token, Principal? user, ThrottleDecision? decision)
    {
        if (options.KerberosOnly && (NtlmMessage.IsIn(answer.Token) || answer.Client is { IsNtlm: true }))
        {
            call.Leave();
            connection.End(null);
            return new SchemeOutcome.MechanismRefused();
        }

        if (answer is { Status: GssStatus.ContinueNeeded, Token: { } challenge })
        {
            connection.Keep(name, call.Context);
            connection.IsUnicode = NtlmMessage.IsChallengeUnicode(challenge);
            connection.IsForKey = NtlmMessage.IsChallengeForKey(challenge) ?? false;
            return new SchemeOutcome.Continued(Header(challenge));
        }

        call.Leave();
        ClaimsPrincipal? principal = Identify(request, answer.Client);
        BindingFault? fault = BindingFaultOf(answer, token, BindingOf(request));
        if (principal is not null && fault is null)
        {
            decision?.Succeed();
            connection.End(principal);
            return new SchemeOutcome.Accepted(principal, answer.Token is null ? null : Header(answer.Token));
        }

        connection.End(null);
        string? known = principal is null ? KnownName(user) : PrincipalIdentity.Of(principal)?.ToString();
        if (fault is { } unbound && (principal is not null || answer.Client is null))
        {
            // What it has shown was right: no failure, and nothing that takes failures back.
            return new SchemeOutcome.Unbound(known, unbound);
        }

        if (answer.Status == GssStatus.DefectiveToken && decision is null)
        {
            return new SchemeOutcome.Undecodable();
        }

        decision?.Fail();
        return new SchemeOutcome.Refused(known, IsCounted: decision is not null);
    }

    /// <summary>
    /// Null when the client is bound to its connection as is wanted, or something else is wrong. Both mechanisms look at the binding when all else was right; NTLM's then
    /// says no more than that it can't read the message.
    /// </summary>
    private BindingFault? BindingFaultOf(GssAnswer answer, byte[] token, byte[]? binding) => answer switch
    {
        { Status: GssStatus.BadBindings } => BindingFault.OtherChannel,
        { Status: GssStatus.DefectiveToken } when binding is not null && NtlmBinding.IsOther(token, binding) => BindingFault.OtherChannel,
        { Client.IsBound: false } when _choice == ChannelBindingChoice.Required => BindingFault.NotOffered,
        _ => null,
    };

    /// <summary>The name of a user who is in the store; people type passwords in the wrong field.</summary>
    private string? KnownName(Principal? user) => user is not null && users.Find(user) is not null ? user.ToString() : null;

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
    private ClaimsPrincipal? Identify(EdgeRequest request, GssClient? client)
    {
        if (client is null or { IsAnonymous: true } or { Name.Length: 0 })
        {
            return null;
        }

        if (!IsQualified(client))
        {
            log.NameUnqualified(request.Peer, name);
            return null;
        }

        Principal principal = _accounts.Of(client.Name);
        StoredUser? user = users.Find(principal);
        return PrincipalIdentity.User(
            client.IsNtlm ? Ntlm : Kerberos, user is null ? principal : _accounts.Of(user.Name), user?.Groups ?? []);
    }

    /// <summary>
    /// Whether it is NTLM's <c>DOMAIN\user</c> or Kerberos's <c>user@REALM</c>, and can be taken for nothing else: a colon ends an authority in
    /// <see cref="Principal.ToString"/>, and with a backslash Kerberos escapes what would be a separator.
    /// </summary>
    private static bool IsQualified(GssClient client)
    {
        int backslash = client.Name.IndexOf('\\', StringComparison.Ordinal);
        int separator = client.IsNtlm ? backslash : client.Name.LastIndexOf('@');
        return separator > 0 && separator < client.Name.Length - 1
            && (client.IsNtlm || backslash < 0)
            && !client.Name.Any(c => c == ':' || char.IsControl(c));
    }
}
