using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Claims;
using Microsoft.Extensions.Primitives;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Edge;

/// <summary>
/// Decides what a request is: an echo, a channel, or nothing that belongs here. The same for each carrier, none of which is seen from here.
/// </summary>
/// <param name="authenticator">Says who sent a request.</param>
/// <param name="users">Who is still a user, and in which groups.</param>
/// <param name="limits">What clients may use up.</param>
/// <param name="policy">Who may go where at this moment.</param>
/// <param name="audit">Told of each refused target.</param>
/// <param name="errors">What refused channels are told.</param>
/// <param name="inbound">Takes RPC_IN_DATA; null when this process isn't the inbound proxy.</param>
/// <param name="outbound">Takes RPC_OUT_DATA; null when this process isn't the outbound proxy.</param>
/// <param name="lifetime">Content-Length of OUT channel responses, in bytes.</param>
/// <param name="rejections">Told of each request that is answered with anything but an echo, a channel, a challenge or an RPC error.</param>
/// <param name="time">The clock of the answers' Date.</param>
internal sealed class EdgeRules(
    RequestAuthenticator authenticator,
    IUserStore users,
    ClientLimits limits,
    Func<TargetPolicy> policy,
    Audit audit,
    ErrorInformation errors,
    EdgeRole? inbound,
    EdgeRole? outbound,
    long lifetime,
    RejectionLog rejections,
    TimeProvider time)
{
    /// <summary>2.1.2.1.1.</summary>
    public const string InMethod = "RPC_IN_DATA";

    /// <summary>2.1.2.1.2.</summary>
    public const string OutMethod = "RPC_OUT_DATA";

    /// <summary>The paths of 2.2.2, in upper or lower case.</summary>
    public static readonly string[] Paths = ["/rpc/rpcproxy.dll", "/rpcwithcert/rpcproxy.dll"];

    /* 2.1.2.1.2: the OUT channel request's body is CONN/A1 (76 bytes), or a successor's first PDU (120). */
    private const int MinOutContentLength = 76;

    /// <summary>The methods that our paths have, as <c>Allow</c> lists them.</summary>
    public string Methods { get; } = string.Join(
        ", ", new[] { inbound is null ? null : InMethod, outbound is null ? null : OutMethod }.OfType<string>());

    /// <summary>
    /// Decides on a request for one of our paths. Never blocks the caller: it has completed when it returns, unless there is somebody to wait for, a password's
    /// hash, GSSAPI, an attempt's turn; then it completes in the pool. Throws when <paramref name="aborted"/>, and never else.
    /// </summary>
    public ValueTask<EdgeDecision> DecideAsync(EdgeRequest request, CancellationToken aborted)
    {
        if (request.Version == RequestVersion.Later)
        {
            return ValueTask.FromResult<EdgeDecision>(new EdgeDecision.VersionNotSupported());
        }

        ValueTask<AuthenticationResult> authenticating = authenticator.AuthenticateAsync(request, aborted);
        return authenticating.IsCompletedSuccessfully
            ? ValueTask.FromResult(Decide(request, authenticating.Result))
            : WaitAsync(request, authenticating);
    }

    /// <summary>Refuses a request for a path that is none of ours.</summary>
    public EdgeDecision RefusePath(EdgeRequest request) => KnownMethods.Contains(request.Method)
        ? Refuse(request, null, HttpStatusCode.NotFound, "Not Found", "There is nothing here.")
        : RefuseUnknownMethod(request, null);

    /// <summary>Refuses a method on a path that isn't ours to decide on, and has others.</summary>
    /// <param name="request">The request.</param>
    /// <param name="allow">The field <c>Allow</c>, whole.</param>
    public EdgeDecision RefuseMethod(EdgeRequest request, string allow) => KnownMethods.Contains(request.Method)
        ? Refuse(request, null, HttpStatusCode.MethodNotAllowed, "Method Not Allowed", "Another method is needed here.", allow)
        : RefuseUnknownMethod(request, null);

    private async ValueTask<EdgeDecision> WaitAsync(EdgeRequest request, ValueTask<AuthenticationResult> authenticating) =>
        Decide(request, await authenticating);

    private EdgeDecision Decide(EdgeRequest request, AuthenticationResult result) => result switch
    {
        AuthenticationResult.Refused refused => Refuse(request, refused.Refusal),
        AuthenticationResult.Accepted accepted => Decide(request, accepted.User, accepted.Proof),
        _ => throw new InvalidOperationException($"{result} is no outcome."),
    };

    private EdgeDecision Decide(EdgeRequest request, ClaimsPrincipal user, string? proof)
    {
        bool isIn = request.Method == InMethod;
        EdgeRole? role = isIn ? inbound : request.Method == OutMethod ? outbound : null;
        if (role is null)
        {
            return KnownMethods.Contains(request.Method)
                ? Refuse(request, user, HttpStatusCode.MethodNotAllowed, "Method Not Allowed", $"The methods here: {Methods}.", $"Allow: {Methods}")
                : RefuseUnknownMethod(request, user);
        }

        // Chunked, or as long as the connection: no channel is, and two ways to tell a length are a way to smuggle requests.
        if (!StringValues.IsNullOrEmpty(request.Headers["Transfer-Encoding"]))
        {
            return Refuse(request, user, "A Transfer-Encoding is not taken here.");
        }

        if (request.ContentLength is not { } length)
        {
            return Refuse(request, user, "A Content-Length is needed.");
        }

        if (length <= EchoExchange.MaxRequestContentLength)
        {
            return Echo(request, role, user, proof);
        }

        if (!isIn && length < MinOutContentLength)
        {
            return Refuse(request, user, "The body is too long for an echo and too short for an OUT channel.");
        }

        return RpcRequestTarget.TryParse(request.Path, request.Query, out RpcRequestTarget? target, out _, out string? error)
            ? Open(request, role, target, user, proof)
            : Refuse(request, user, error);
    }

    /// <summary>
    /// An echo while the proxy drains tells what a new virtual connection would be told. Not behind GSSAPI's messages, which hold for the connection: its client
    /// goes on with a request, and that may be a successor, which is welcome.
    /// </summary>
    private static EdgeDecision.Echo Echo(EdgeRequest request, EdgeRole role, ClaimsPrincipal user, string? proof)
    {
        CloseReason? refusal = role.IsDraining() && request.Connection.Identity?.User is null ? CloseReason.Shutdown : null;
        if (refusal is { } reason)
        {
            role.NoteRefusal(request.Peer, reason, "an echo, while this process drains");
        }

        return new EdgeDecision.Echo(role.Name, proof) { Refusal = refusal, User = user };
    }

    private EdgeDecision Open(EdgeRequest request, EdgeRole role, RpcRequestTarget target, ClaimsPrincipal user, string? proof)
    {
        string principal = PrincipalIdentity.Of(user)?.ToString() ?? ServerGrant.Anonymous;
        if (limits.TryOpen(principal, request.PeerAddress) is { } limit)
        {
            return Refuse(request, role, target, user, limit, "its address or its principal has had its share");
        }

        var share = new ChannelShare(limits, principal, request.PeerAddress);
        if (policy().Grant(user, target, request.PeerAddress) is not { } grant)
        {
            audit.Denied(role.Name, principal, request.PeerAddress, target);
            return Refuse(request, role, target, user, CloseReason.TargetDenied, $"no rule allows {target}") with { Share = share };
        }

        bool isIn = role.Name == RoleName.InboundProxy;
        return new EdgeDecision.Carry(isIn ? ChannelLeg.ClientIn : ChannelLeg.ClientOut, Revocable(grant, user, request.Certificate))
        {
            ContentLength = request.ContentLength ?? 0,
            MinConnTimeout = isIn ? 0 : PragmaDirectives.MinConnTimeout(request.Headers["Pragma"]), // ignored on IN: 3.2.3.5.1
            Lifetime = lifetime,
            Proof = proof, // GSSAPI's last word
            Failure = reason => errors.Response(role.Name, reason, target),
            User = user,
            Share = share,
        };
    }

    /// <summary>The grant can be asked whether it is still so, by the users, authorities and rules of that moment.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "A store that fails lets nobody go on.")]
    private ServerGrant Revocable(ServerGrant grant, ClaimsPrincipal user, ClientCertificate? certificate) => grant with
    {
        Revoked = address =>
        {
            ClaimsPrincipal? now;
            try
            {
                now = StandingIdentity.Now(user, certificate, users);
            }
            catch (Exception e)
            {
                return $"nobody can say who its principal is now: {(e is UserStoreException ? e.InnerException! : e).GetType().Name}"; // a store of the application's
            }

            if (now is null)
            {
                return "its user or certificate is not valid any more";
            }

            return policy().Grant(now, grant.Target, grant.ClientAddress) switch
            {
                null => $"no rule allows {grant.Target} any more",
                { } again when !again.Server.IsSameServer(grant.Server) => $"{again.Server} stands for {grant.Target} now",
                { } again when again.IsEncrypted != grant.IsEncrypted => $"TLS to {grant.Server} is decided on otherwise now",
                { } again when address is not null && again.Refuses(address) is { } refusal => $"{grant.Server} is at {address} ({refusal})",
                _ => null,
            };
        },
    };

    private EdgeDecision.Refuse Refuse(
        EdgeRequest request, EdgeRole role, RpcRequestTarget target, ClaimsPrincipal user, CloseReason reason, string detail)
    {
        role.NoteRefusal(request.Peer, reason, detail);
        return new EdgeDecision.Refuse(errors.Response(role.Name, reason, target)) { User = user };
    }

    /// <summary>
    /// A client that is asked who it is answers on this connection, where NTLM needs it to; unless it is in the middle of a body that
    /// nobody wants to read to its end.
    /// </summary>
    private EdgeDecision Refuse(EdgeRequest request, Refusal refusal) =>
        refusal.Status == HttpStatusCode.Unauthorized
            && StringValues.IsNullOrEmpty(request.Headers["Transfer-Encoding"])
            && (request.ContentLength ?? 0) <= EchoExchange.MaxRequestContentLength
            ? new EdgeDecision.Challenge(refusal.Challenges)
            : Refuse(request, null, refusal.Status, refusal.Phrase, refusal.Sentence, refusal.Headers);

    private EdgeDecision.Refuse RefuseUnknownMethod(EdgeRequest request, ClaimsPrincipal? user) =>
        Refuse(request, user, HttpStatusCode.NotImplemented, "Not Implemented", "This method is not implemented here.");

    private EdgeDecision.Refuse Refuse(EdgeRequest request, ClaimsPrincipal user, string sentence) =>
        Refuse(request, user, HttpStatusCode.BadRequest, "Bad Request", sentence);

    private EdgeDecision.Refuse Refuse(
        EdgeRequest request, ClaimsPrincipal? user, HttpStatusCode status, string phrase, string sentence, params IEnumerable<string> headers)
    {
        rejections.Note(Rejections.Of(status), request.Peer, $"{request.Method} {request.Path} answered with {(int)status}: {sentence}");
        return new EdgeDecision.Refuse(HttpResponseText.Refusal((int)status, phrase, sentence, time.GetUtcNow(), request.Method == "HEAD", headers)) { User = user };
    }
}
