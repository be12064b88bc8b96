namespace RpcHttpProxy.Edge.Limits;

/// <summary>The limits that end a connection before it is a channel, each of which has a counter. Those behind have a CloseReason.</summary>
internal enum Limit
{
    /// <summary>TCP connections in total.</summary>
    Connections,

    /// <summary>TCP connections to the admin listener.</summary>
    AdminConnections,

    /// <summary>TCP connections to the admin listener from one address.</summary>
    AdminConnectionsPerAddress,

    /// <summary>TCP connections or channels from one address.</summary>
    ConnectionsPerAddress,

    /// <summary>Channels of one principal.</summary>
    ChannelsPerPrincipal,

    /// <summary>Channels an address opens a second.</summary>
    OpenRate,

    /// <summary>The time for a TLS handshake.</summary>
    HandshakeTimeout,

    /// <summary>The time for a request's head.</summary>
    HeadTimeout,

    /// <summary>The time without a request.</summary>
    IdleTimeout,

    /// <summary>The time for a client to read what it is answered.</summary>
    ResponseTimeout,

    /// <summary>The size or number of a request's headers, or of its request line.</summary>
    HeadSize,
}
