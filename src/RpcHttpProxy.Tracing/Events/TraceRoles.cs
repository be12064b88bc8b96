namespace RpcHttpProxy.Tracing;

/// <summary>The words for <see cref="TraceEvent.Role"/> and <see cref="TraceEvent.Peer"/>, after the roles of [MS-RPCH] 1.3.</summary>
public static class TraceRoles
{
    public const string Client = "client";
    public const string InboundProxy = "inbound-proxy";
    public const string OutboundProxy = "outbound-proxy";
    public const string Server = "server";
}
