using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport;

/// <summary>The transport's log lines; ids 1100–1199.</summary>
internal static partial class Log
{
    [LoggerMessage(1101, LogLevel.Debug, "{Role} {Cookie}: {Machine} {From} --{Trigger}--> {To}", EventName = "Transitioned")]
    public static partial void Transitioned(
        ILogger logger, RoleName role, RtsCookie cookie, string machine, string from, string trigger, string to);

    [LoggerMessage(1102, LogLevel.Debug, "{Role} {Cookie}: opened", EventName = "Opened")]
    public static partial void Opened(ILogger logger, RoleName role, RtsCookie cookie);

    [LoggerMessage(1103, LogLevel.Debug, "{Role} {Cookie}: ended, {Reason}: {Detail}", EventName = "Ended")]
    public static partial void Ended(ILogger logger, RoleName role, RtsCookie cookie, CloseReason reason, string detail);

    [LoggerMessage(1104, LogLevel.Information, "{Role} {Cookie}: ended by an error, {Reason}: {Detail}{KeptBack}", EventName = "EndedByError")]
    public static partial void EndedByError(ILogger logger, RoleName role, RtsCookie cookie, CloseReason reason, string detail, KeptBack keptBack);

    [LoggerMessage(1105, LogLevel.Information, "{Role}: refused a channel from {Peer}, {Reason}: {Detail}{KeptBack}", EventName = "ChannelRefused")]
    public static partial void ChannelRefused(ILogger logger, RoleName role, string peer, CloseReason reason, string detail, KeptBack keptBack);

    [LoggerMessage(1106, LogLevel.Trace, "{Role} {Cookie}: {Direction} {Pdu} on {Channel}", EventName = "RtsPdu")]
    public static partial void RtsPdu(ILogger logger, RoleName role, RtsCookie cookie, string direction, string pdu, Channel channel);

    [LoggerMessage(
        1107, LogLevel.Information, "{Role} {Cookie}: the peer on {Channel} never acknowledges; TCP alone bounds what is sent to it{KeptBack}",
        EventName = "FlowControlDisabled")]
    public static partial void FlowControlDisabled(ILogger logger, RoleName role, string cookie, string channel, KeptBack keptBack);

    [LoggerMessage(1199, LogLevel.Critical, "{Role}: an internal error ended a channel of {Cookie}{KeptBack}", EventName = "Fault")]
    public static partial void Fault(ILogger logger, Exception exception, RoleName role, RtsCookie? cookie, KeptBack keptBack);
}
