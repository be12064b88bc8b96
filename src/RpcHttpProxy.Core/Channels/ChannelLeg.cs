namespace RpcHttpProxy.Core.Channels;

/// <summary>
/// Which hop of which virtual channel a channel is (3.2.1.1.1): the virtual IN channel runs client → inbound proxy → server, the
/// virtual OUT channel server → outbound proxy → client. The same word in every role: a client's <see cref="ClientIn"/> is what the
/// inbound proxy reads its IN channel request from.
/// </summary>
public enum ChannelLeg
{
    /// <summary>Not known yet: the server learns it from the first RTS PDU of a TCP connection (3.2.5).</summary>
    Unknown,

    /// <summary>The IN channel between client and inbound proxy: the body of an RPC_IN_DATA request.</summary>
    ClientIn,

    /// <summary>The IN channel between inbound proxy and server: a TCP connection.</summary>
    ServerIn,

    /// <summary>The OUT channel between client and outbound proxy: an RPC_OUT_DATA request and its endless response.</summary>
    ClientOut,

    /// <summary>The OUT channel between outbound proxy and server: a TCP connection.</summary>
    ServerOut,

    /// <summary>Ours: the higher layer, seen as one more channel that carries RPC PDUs both ways (server and client only).</summary>
    Upper,
}
