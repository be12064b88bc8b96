namespace RpcHttpProxy.Protocol;

/// <summary>The bodies of an echo request and its response (2.1.2.1.5, 2.1.2.1.6).</summary>
public static class EchoExchange
{
    // [rpch 2.1.2.1.5/8] Content-Length from 0 to 16; more is a channel
    /// <summary>The largest Content-Length of an echo request in bytes; a longer body is a channel.</summary>
    public const int MaxRequestContentLength = 0x10;

    /// <summary>What a client sends; any content of at most 16 bytes will do. These four are the ones Windows sends.</summary>
    public static ReadOnlyMemory<byte> RequestBody { get; } = new byte[] { 0xF8, 0xE8, 0x18, 0x08 };

    // [rpch 2.1.2.1.6/2-3] 20 bytes
    /// <summary>The Echo RTS PDU, 20 bytes: what both proxies answer (2.2.4.48).</summary>
    public static ReadOnlyMemory<byte> Response { get; } = RtsPdus.Echo().ToArray();
}
