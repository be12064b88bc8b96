using System.Net;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>
/// Who asked for what, and what came of it: one line a decision, in a log category of its own; ids 1300–1319. Of anonymous clients so many of a kind in ten
/// seconds, the first of each address among them, and how many were kept back.
/// </summary>
internal sealed partial class Audit(ILoggerFactory loggers, TimeProvider time)
{
    /// <summary>The log category.</summary>
    public const string Category = "RpcHttpProxy.Audit";

    /* Ours: more than of rejections, since some of these reached a server; a day of a kind is some 100 MB. */
    private const int AnonymousLines = 100;

    private const string Nobody = "anonymous";

    private readonly ILogger _logger = loggers.CreateLogger(Category);
    private readonly LogThrottle _reached = new(time, AnonymousLines);
    private readonly LogThrottle _refused = new(time, AnonymousLines);
    private readonly LogThrottle _notReached = new(time, AnonymousLines);
    private readonly LogThrottle _succeeded = new(time, AnonymousLines);
    private readonly LogThrottle _revoked = new(time, AnonymousLines);

    /// <summary>The connection to the server was made.</summary>
    public void Reached(RoleName role, RtsCookie cookie, ServerGrant grant, IPEndPoint server)
    {
        if (Passes(_reached, grant.Principal, grant.ClientAddress, out KeptBack keptBack))
        {
            TargetReached(role, AuditedConnection.Of(cookie), Name(grant.Principal), grant.ClientAddress, grant.Target, server, keptBack);
        }
    }

    /// <summary>The target is allowed, but it has no address that is, or can't be reached there.</summary>
    public void NotReached(RoleName role, RtsCookie cookie, ServerGrant grant, ChannelOpenException why)
    {
        if (why.Reason == CloseReason.TargetDenied)
        {
            Refused(role, AuditedConnection.Of(cookie), grant.Principal, grant.ClientAddress, grant.Target, why.Reason, why.Message);
        }
        else if (Passes(_notReached, grant.Principal, grant.ClientAddress, out KeptBack keptBack))
        {
            TargetNotReached(
                role, AuditedConnection.Of(cookie), Name(grant.Principal), grant.ClientAddress, grant.Target, why.Reason, why.Message, keptBack);
        }
    }

    /// <summary>No rule allows the target.</summary>
    public void Denied(RoleName role, string principal, IPAddress? clientAddress, RpcRequestTarget target) =>
        Refused(role, AuditedConnection.None, principal, clientAddress, target, CloseReason.TargetDenied, "no rule allows it");

    /// <summary>A successor channel goes on to the server that its virtual connection is connected to.</summary>
    public void Succeeded(RoleName role, RtsCookie cookie, ServerGrant grant, IPEndPoint? server)
    {
        if (Passes(_succeeded, grant.Principal, grant.ClientAddress, out KeptBack keptBack))
        {
            SuccessorAllowed(role, AuditedConnection.Of(cookie), Name(grant.Principal), grant.ClientAddress, grant.Target, server, keptBack);
        }
    }

    /// <summary>A successor channel names another server than its virtual connection's, or one that is no longer allowed where it is.</summary>
    public void SuccessorRefused(RoleName role, RtsCookie cookie, ServerGrant grant, CloseReason reason, string detail) =>
        Refused(role, AuditedConnection.Of(cookie), grant.Principal, grant.ClientAddress, grant.Target, reason, detail);

    /// <summary>The virtual connection to the server ends: what it was granted is no longer so.</summary>
    public void Revoked(RoleName role, RtsCookie cookie, ServerGrant grant, string why)
    {
        if (Passes(_revoked, grant.Principal, grant.ClientAddress, out KeptBack keptBack))
        {
            TargetRevoked(role, AuditedConnection.Of(cookie), Name(grant.Principal), grant.ClientAddress, grant.Target, why, keptBack);
        }
    }

    private void Refused(
        RoleName role, AuditedConnection connection, string principal, IPAddress? clientAddress, RpcRequestTarget target, CloseReason outcome, string detail)
    {
        if (Passes(_refused, principal, clientAddress, out KeptBack keptBack))
        {
            TargetRefused(role, connection, Name(principal), clientAddress, target, outcome, detail, keptBack);
        }
    }

    /// <summary>Each line of a principal, and of anonymous clients as many as there may be.</summary>
    private static bool Passes(LogThrottle anonymous, string principal, IPAddress? clientAddress, out KeptBack keptBack)
    {
        keptBack = default;
        return principal != ServerGrant.Anonymous || anonymous.TryPass(clientAddress, out keptBack);
    }

    /// <summary>A client has shown who it is, but not on the TLS connection that its proof is for.</summary>
    public void Unbound(string scheme, string name, IPAddress? clientAddress, string why) => AuthenticationUnbound(scheme, name, clientAddress, why);

    /// <summary>An operator has forgotten failed attempts.</summary>
    /// <param name="peer">Who asked for it, on the admin listener.</param>
    /// <param name="address">At which address; null for all.</param>
    /// <param name="user">In whose name; null for everybody's.</param>
    /// <param name="count">How many were slowed for them.</param>
    public void ThrottleCleared(string peer, string? address, string? user, int count) => ThrottleWasCleared(peer, user ?? "all users", address ?? "all addresses", count);

    private static string Name(string principal) => principal == ServerGrant.Anonymous ? Nobody : principal;

    [LoggerMessage(
        1301, LogLevel.Information, "{Role}{Connection}: {Principal} at {ClientAddress} reached {Target} at {ServerAddress}{KeptBack}", EventName = "TargetReached")]
    private partial void TargetReached(
        RoleName role, AuditedConnection connection, string principal, IPAddress? clientAddress, RpcRequestTarget target, IPEndPoint serverAddress,
        KeptBack keptBack);

    [LoggerMessage(
        1302, LogLevel.Warning, "{Role}{Connection}: {Principal} at {ClientAddress} was refused {Target}, {Outcome}: {Detail}{KeptBack}",
        EventName = "TargetRefused")]
    private partial void TargetRefused(
        RoleName role, AuditedConnection connection, string principal, IPAddress? clientAddress, RpcRequestTarget target, CloseReason outcome, string detail,
        KeptBack keptBack);

    [LoggerMessage(
        1303, LogLevel.Information, "{Role}{Connection}: {Principal} at {ClientAddress} did not reach {Target}, {Outcome}: {Detail}{KeptBack}",
        EventName = "TargetNotReached")]
    private partial void TargetNotReached(
        RoleName role, AuditedConnection connection, string principal, IPAddress? clientAddress, RpcRequestTarget target, CloseReason outcome, string detail,
        KeptBack keptBack);

    [LoggerMessage(
        1304, LogLevel.Information,
        "{Role}{Connection}: {Principal} at {ClientAddress} goes on with {Target} at {ServerAddress} on a successor channel{KeptBack}",
        EventName = "SuccessorAllowed")]
    private partial void SuccessorAllowed(
        RoleName role, AuditedConnection connection, string principal, IPAddress? clientAddress, RpcRequestTarget target, IPEndPoint? serverAddress,
        KeptBack keptBack);

    [LoggerMessage(
        1305, LogLevel.Warning, "{Role}{Connection}: {Principal} at {ClientAddress} loses {Target}, the connection ends: {Detail}{KeptBack}",
        EventName = "TargetRevoked")]
    private partial void TargetRevoked(
        RoleName role, AuditedConnection connection, string principal, IPAddress? clientAddress, RpcRequestTarget target, string detail, KeptBack keptBack);

    [LoggerMessage(1306, LogLevel.Warning, "{Scheme} as {Principal} at {ClientAddress} was refused: {Why}", EventName = "AuthenticationUnbound")]
    private partial void AuthenticationUnbound(string scheme, string principal, IPAddress? clientAddress, string why);

    [LoggerMessage(
        1307, LogLevel.Information, "{Peer} cleared the failed attempts of {User} at {Address} on the admin listener: {Count} were slowed for them", EventName = "ThrottleCleared")]
    private partial void ThrottleWasCleared(string peer, string user, string address, int count);
}
