namespace RpcHttpProxy.Tracing;

/// <summary>Names for <see cref="TraceEvent.Pdu"/> that are no RTS PDUs. RTS PDUs carry the name of the specification: "CONN/B1", "IN_R1/A1".</summary>
public static class TracePdus
{
    /// <summary>HTTP request head of the IN channel (2.1.2.1.1).</summary>
    public const string InChannelRequest = "IN channel request";

    /// <summary>HTTP response head on the IN channel (2.1.2.1.3): an error, or the end.</summary>
    public const string InChannelResponse = "IN channel response";

    /// <summary>HTTP request head of the OUT channel (2.1.2.1.2).</summary>
    public const string OutChannelRequest = "OUT channel request";

    /// <summary>HTTP response head on the OUT channel (2.1.2.1.4).</summary>
    public const string OutChannelResponse = "OUT channel response";

    /// <summary>The 14 bytes at the very start of what a server sends to a proxy (2.1.2.2.1).</summary>
    public const string LegacyServerResponse = "legacy server response";

    /// <summary>The first RPC PDU of a connection, usually.</summary>
    public const string RpcBind = "RPC bind";

    public const string RpcRequest = "RPC request";
}
