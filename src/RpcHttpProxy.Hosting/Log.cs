using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Transport;

namespace RpcHttpProxy.Hosting;

/// <summary>The hosts' log lines; ids 1200–1299.</summary>
internal static partial class Log
{
    [LoggerMessage(1201, LogLevel.Information, "{Roles} at {Urls}; {Targets}", EventName = "ProxyStarted")]
    public static partial void ProxyStarted(ILogger logger, string roles, string urls, string targets);

    [LoggerMessage(1202, LogLevel.Information, "Server at {EndPoint}, service {Service}", EventName = "BackendStarted")]
    public static partial void BackendStarted(ILogger logger, string endPoint, string service);

    [LoggerMessage(1231, LogLevel.Information, "Engine: {Carrier}, reactors: {Reactors}", EventName = "EngineStarted")]
    public static partial void EngineStarted(ILogger logger, EngineCarrier carrier, int reactors);

    [LoggerMessage(1232, LogLevel.Warning, "Reactor {Number} was busy with one turn for {Milliseconds:0} ms, and its other connections waited{KeptBack}",
        EventName = "SlowTurn")]
    public static partial void SlowTurn(ILogger logger, int number, double milliseconds, KeptBack keptBack);

    [LoggerMessage(1233, LogLevel.Critical, "Internal error in a reactor; it keeps running{KeptBack}", EventName = "ReactorFault")]
    public static partial void ReactorFault(ILogger logger, Exception fault, KeptBack keptBack);

    [LoggerMessage(1203, LogLevel.Information, "Health and counters at {Url}", EventName = "AdminStarted")]
    public static partial void AdminStarted(ILogger logger, string url);

    [LoggerMessage(1204, LogLevel.Information,
        "At most {Limit} open descriptors, {Held} held and {Reserve} in reserve: room for {Connections} virtual connections of {Each} each",
        EventName = "DescriptorLimit")]
    public static partial void DescriptorLimit(ILogger logger, long limit, int held, int reserve, int connections, int each);

    [LoggerMessage(1205, LogLevel.Warning,
        "At most {Limit} open descriptors, {Held} held and {Reserve} in reserve: room for only {Connections} virtual connections of {Each} each; "
        + "raise the limit with ulimit -n or LimitNOFILE=",
        EventName = "DescriptorLimitLow")]
    public static partial void DescriptorLimitLow(ILogger logger, long limit, int held, int reserve, int connections, int each);

    [LoggerMessage(1206, LogLevel.Information,
        "Draining: {Connections} virtual connections have up to {Timeout}, new ones are refused", EventName = "Draining")]
    public static partial void Draining(ILogger logger, int connections, TimeSpan timeout);

    [LoggerMessage(1207, LogLevel.Information, "Access rules reloaded: {Entries} entries", EventName = "PolicyReloaded")]
    public static partial void PolicyReloaded(ILogger logger, int entries);

    [LoggerMessage(1208, LogLevel.Error, "Access rules unchanged, the configuration has a fault: {Fault}", EventName = "PolicyReloadFailed")]
    public static partial void PolicyReloadFailed(ILogger logger, string fault);

    [LoggerMessage(1200, LogLevel.Warning, "Changed, but read at start only: {Settings}; restart to apply", EventName = "RestartNeeded")]
    public static partial void RestartNeeded(ILogger logger, string settings);

    [LoggerMessage(1209, LogLevel.Warning, "{Url} does not authenticate callers: keep it on loopback or a network of your own",
        EventName = "AdminIsOpen")]
    public static partial void AdminIsOpen(ILogger logger, string url);

    [LoggerMessage(1213, LogLevel.Information, "{File} was read again: {Count} users", EventName = "UsersReloaded")]
    public static partial void UsersReloaded(ILogger logger, string file, int count);

    [LoggerMessage(1214, LogLevel.Warning, "{File} contains secrets, and users other than its owner can read or change it: chmod 600",
        EventName = "SecretReadable")]
    public static partial void SecretReadable(ILogger logger, string file);

    [LoggerMessage(1215, LogLevel.Information, "{File} was read again: new connections get {Subject}, valid until {Until:u}",
        EventName = "CertificateReloaded")]
    public static partial void CertificateReloaded(ILogger logger, string file, string subject, DateTime until);

    [LoggerMessage(1216, LogLevel.Error, "{File} was read again and can't be used; its old content stays in use: {Fault}", EventName = "ReloadFailed")]
    public static partial void ReloadFailed(ILogger logger, string file, string fault);

    [LoggerMessage(1219, LogLevel.Information, "{File} was read again: {Count} certificates of authorities", EventName = "AuthoritiesReloaded")]
    public static partial void AuthoritiesReloaded(ILogger logger, string file, int count);

    [LoggerMessage(1270, LogLevel.Information, "{Files} were read again: {Count} revocation lists", EventName = "RevocationListsReloaded")]
    public static partial void RevocationListsReloaded(ILogger logger, string files, int count);

    [LoggerMessage(1271, LogLevel.Warning, "Out of date: {List}, since {Until:u}. Certificates that it should cover are refused until there is a newer one",
        EventName = "RevocationListExpired")]
    public static partial void RevocationListExpired(ILogger logger, string list, DateTimeOffset until);

    [LoggerMessage(1272, LogLevel.Warning, "{Peer} is disconnected: {Fault}", EventName = "ProxyRevoked")]
    public static partial void ProxyRevoked(ILogger logger, string peer, string fault);

    [LoggerMessage(1220, LogLevel.Warning, "Accepting at {EndPoint} failed: {Fault}{KeptBack}", EventName = "AcceptFailed")]
    public static partial void AcceptFailed(ILogger logger, string endPoint, string fault, KeptBack keptBack);

    [LoggerMessage(1241, LogLevel.Warning,
        "{Limit}: all {Max} are open, and more are closed at once, this time that of {Peer}{KeptBack}", EventName = "ConnectionsFull")]
    public static partial void ConnectionsFull(ILogger logger, Limit limit, int max, string peer, KeptBack keptBack);

    [LoggerMessage(1243, LogLevel.Warning, "{Limit}: {Address} has all {Max} that one address may have, and more are closed at once{KeptBack}", EventName = "AddressFull")]
    public static partial void AddressFull(ILogger logger, Limit limit, string address, int max, KeptBack keptBack);

    [LoggerMessage(1221, LogLevel.Critical, "Internal error in the echo service{KeptBack}", EventName = "ServiceFault")]
    public static partial void ServiceFault(ILogger logger, Exception exception, KeptBack keptBack);

    [LoggerMessage(1222, LogLevel.Critical, "{Role}: an internal error ended the channel of {Peer}{KeptBack}", EventName = "ChannelFault")]
    public static partial void ChannelFault(ILogger logger, Exception exception, RoleName role, string peer, KeptBack keptBack);

    [LoggerMessage(1242, LogLevel.Warning, "{Lines} lines before this one are missing: the log could not be written as fast as it grew, or not at all",
        EventName = "LogLinesLost")]
    public static partial void LogLinesLost(ILogger logger, long lines);

    [LoggerMessage(1230, LogLevel.Warning, "{Fault}", EventName = "TraceFault")]
    public static partial void TraceFault(ILogger logger, string fault);

    [LoggerMessage(1252, LogLevel.Warning,
        "No targets are allowed, so that every channel is refused: --allow HOST:PORT, --map or Proxy:Rules name servers", EventName = "NothingAllowed")]
    public static partial void NothingAllowed(ILogger logger);

    [LoggerMessage(1253, LogLevel.Warning, "No user is in {Groups}, which rules name: misspelt, or missing in the users file", EventName = "GroupsUnknown")]
    public static partial void GroupsUnknown(ILogger logger, string groups);

    [LoggerMessage(1251, LogLevel.Warning, "Ignored, since they don't begin with {Prefix}: {Variables}", EventName = "VariablesIgnored")]
    public static partial void VariablesIgnored(ILogger logger, string prefix, string variables);

    [LoggerMessage(1254, LogLevel.Warning, "ChannelBinding is Required, so ntlm and negotiate are refused at {Urls}, where this proxy ends no TLS", EventName = "ListenersUnbound")]
    public static partial void ListenersUnbound(ILogger logger, string urls);

    [LoggerMessage(1255, LogLevel.Warning,
        "ChannelBinding is {Choice}, and {TrustedProxies} are front ends: one that ends its clients' TLS must show them this proxy's certificate, and speak TLS to the proxy",
        EventName = "FrontEndsUnbound")]
    public static partial void FrontEndsUnbound(ILogger logger, ChannelBindingChoice choice, string trustedProxies);
}
