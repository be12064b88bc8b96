using Microsoft.Extensions.Logging;
using RpcHttpProxy.Transport;

namespace RpcHttpProxy.Edge;

/// <summary>The edge's log lines; their ids are among the hosts', 1200–1299.</summary>
internal static partial class Log
{
    [LoggerMessage(1211, LogLevel.Information, "{Peer}: {Scheme} as {Name} failed{KeptBack}", EventName = "AuthenticationFailed")]
    public static partial void AuthenticationFailed(ILogger logger, string peer, string scheme, string name, KeptBack keptBack);

    [LoggerMessage(1212, LogLevel.Error, "The store of users failed, {Fault}: {Message}{KeptBack}", EventName = "UserStoreFailed")]
    public static partial void UserStoreFailed(ILogger logger, string fault, string message, KeptBack keptBack);

    [LoggerMessage(1217, LogLevel.Information, "{Peer}: {Scheme} rejected without verification, for {Seconds} s: too many attempts failed at this address or for this user{KeptBack}",
        EventName = "AuthenticationThrottled")]
    public static partial void AuthenticationThrottled(ILogger logger, string peer, string scheme, int? seconds, KeptBack keptBack);

    [LoggerMessage(1218, LogLevel.Error, "{Scheme}: the system's GSSAPI failed, {Fault}: {Message}{KeptBack}", EventName = "GssFailed")]
    public static partial void GssFailed(ILogger logger, string scheme, string fault, string message, KeptBack keptBack);

    [LoggerMessage(1225, LogLevel.Information, "{Peer}: its certificate isn't accepted, {Fault}{KeptBack}", EventName = "CertificateRefused")]
    public static partial void CertificateRefused(ILogger logger, string peer, string fault, KeptBack keptBack);

    [LoggerMessage(1240, LogLevel.Debug, "{Peer}: closed, since it doesn't read its responses{KeptBack}", EventName = "ResponseUnread")]
    public static partial void ResponseUnread(ILogger logger, string peer, KeptBack keptBack);

    [LoggerMessage(1227, LogLevel.Warning,
        "{Address} forwards requests and is not in Proxy:TrustedProxies: NTLM and Negotiate hold for one request there, and all its clients count as one address",
        EventName = "UntrustedFrontEnd")]
    public static partial void UntrustedFrontEnd(ILogger logger, string address);

    [LoggerMessage(1260, LogLevel.Information,
        "{Peer}: {Scheme} goes on with what did not begin on this connection: a front end may spread one client's requests over several connections{KeptBack}",
        EventName = "LegElsewhere")]
    public static partial void LegElsewhere(ILogger logger, string peer, string scheme, KeptBack keptBack);

    [LoggerMessage(1261, LogLevel.Information,
        "{Peer}: {Scheme} can't be read: in no encoding that is known, with control characters, too long, or no message of the scheme{KeptBack}",
        EventName = "AuthenticationUndecodable")]
    public static partial void AuthenticationUndecodable(ILogger logger, string peer, string scheme, KeptBack keptBack);

    [LoggerMessage(1262, LogLevel.Information, "{Peer}: {Scheme} with NTLM refused: only Kerberos is taken{KeptBack}", EventName = "MechanismRefused")]
    public static partial void MechanismRefused(ILogger logger, string peer, string scheme, KeptBack keptBack);

    [LoggerMessage(1228, LogLevel.Information, "{Peer}: {Scheme} refused, the name has no domain or realm{KeptBack}", EventName = "NameUnqualified")]
    public static partial void NameUnqualified(ILogger logger, string peer, string scheme, KeptBack keptBack);

    [LoggerMessage(1263, LogLevel.Warning, "{Peer}: {Scheme} as {Name} refused, {Why}{KeptBack}", EventName = "ChannelBindingRefused")]
    public static partial void ChannelBindingRefused(ILogger logger, string peer, string scheme, string name, string why, KeptBack keptBack);
}
