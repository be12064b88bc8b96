using System.Net;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>Who asked for what, and what came of it: one line a decision, in a log category of its own; ids 1300–1319.</summary>
internal sealed partial class Audit(ILoggerFactory loggers)
{
    /// <summary>The log category.</summary>
    public const string Category = "RpcHttpProxy.Audit";

    private const string Nobody = "anonymous";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    /// <summary>The connection to the server was made.</summary>
    public void Reached(RoleName role, ServerGrant grant, IPEndPoint server) =>
        TargetReached(role, Name(grant.Principal), grant.ClientAddress, grant.Target, server);

    /// <summary>The target is allowed, but it has no address that is, or can't be reached there.</summary>
    public void NotReached(RoleName role, ServerGrant grant, ChannelOpenException why)
    {
        if (why.Reason == CloseReason.TargetDenied)
        {
            TargetRefused(role, Name(grant.Principal), grant.ClientAddress, grant.Target, why.Reason, why.Message);
        }
        else
        {
            TargetNotReached(role, Name(grant.Principal), grant.ClientAddress, grant.Target, why.Reason, why.Message);
        }
    }

    /// <summary>No rule allows the target.</summary>
    public void Denied(RoleName role, string principal, IPAddress? clientAddress, RpcRequestTarget target) =>
        TargetRefused(role, Name(principal), clientAddress, target, CloseReason.TargetDenied, "no rule allows it");

    /// <summary>A successor channel goes on to the server that its virtual connection is connected to.</summary>
    public void Succeeded(RoleName role, ServerGrant grant, IPEndPoint? server) =>
        SuccessorAllowed(role, Name(grant.Principal), grant.ClientAddress, grant.Target, server);

    /// <summary>A successor channel names another server than its virtual connection's, or one that is no longer allowed where it is.</summary>
    public void SuccessorRefused(RoleName role, ServerGrant grant, CloseReason reason, string detail) =>
        TargetRefused(role, Name(grant.Principal), grant.ClientAddress, grant.Target, reason, detail);

    /// <summary>The virtual connection to the server ends: what it was granted is no longer so.</summary>
    public void Revoked(RoleName role, ServerGrant grant, string why) =>
        TargetRevoked(role, Name(grant.Principal), grant.ClientAddress, grant.Target, why);

    /// <summary>An operator has forgotten failed attempts.</summary>
    /// <param name="peer">Who asked for it, on the admin listener.</param>
    /// <param name="address">At which address; null for all.</param>
    /// <param name="user">In whose name; null for everybody's.</param>
    /// <param name="count">How many were slowed for them.</param>
    public void ThrottleCleared(string peer, string? address, string? user, int count) => ThrottleWasCleared(peer, user ?? "all users", address ?? "all addresses", count);

    private static string Name(string principal) => principal == ServerGrant.Anonymous ? Nobody : principal;

    [LoggerMessage(1301, LogLevel.Information, "{Role}: {Principal} at {ClientAddress} reached {Target} at {ServerAddress}", EventName = "TargetReached")]
    private partial void TargetReached(RoleName role, string principal, IPAddress? clientAddress, RpcRequestTarget target, IPEndPoint serverAddress);

    [LoggerMessage(
        1302, LogLevel.Warning, "{Role}: {Principal} at {ClientAddress} was refused {Target}, {Outcome}: {Detail}", EventName = "TargetRefused")]
    private partial void TargetRefused(
        RoleName role, string principal, IPAddress? clientAddress, RpcRequestTarget target, CloseReason outcome, string detail);

    [LoggerMessage(
        1303, LogLevel.Information, "{Role}: {Principal} at {ClientAddress} did not reach {Target}, {Outcome}: {Detail}",
        EventName = "TargetNotReached")]
    private partial void TargetNotReached(
        RoleName role, string principal, IPAddress? clientAddress, RpcRequestTarget target, CloseReason outcome, string detail);

    [LoggerMessage(
        1304, LogLevel.Information, "{Role}: {Principal} at {ClientAddress} goes on with {Target} at {ServerAddress} on a successor channel",
        EventName = "SuccessorAllowed")]
    private partial void SuccessorAllowed(RoleName role, string principal, IPAddress? clientAddress, RpcRequestTarget target, IPEndPoint? serverAddress);

    [LoggerMessage(
        1305, LogLevel.Warning, "{Role}: {Principal} at {ClientAddress} loses {Target}, the connection ends: {Detail}", EventName = "TargetRevoked")]
    private partial void TargetRevoked(RoleName role, string principal, IPAddress? clientAddress, RpcRequestTarget target, string detail);

    [LoggerMessage(
        1307, LogLevel.Information, "{Peer} cleared the failed attempts of {User} at {Address} on the admin listener: {Count} were slowed for them", EventName = "ThrottleCleared")]
    private partial void ThrottleWasCleared(string peer, string user, string address, int count);
}
