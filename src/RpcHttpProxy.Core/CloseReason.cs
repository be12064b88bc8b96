namespace RpcHttpProxy.Core;

/// <summary>
/// Why a virtual connection, or a channel that never got into one, ended. One word for log, trace, counter and test; a connection has
/// exactly one, the first that came up. The numbers go over the wire, as detection locations of extended error information
/// ([MS-EERR] 2.2.1.8): none is changed, left out or used again.
/// </summary>
public enum CloseReason
{
    /// <summary>The client closed a channel (3.2.3.5.10, 3.2.4.5.14).</summary>
    ClosedByClient = 0,

    /// <summary>The server closed a channel.</summary>
    ClosedByServer = 1,

    /// <summary>A proxy closed a channel (3.2.2.5.11, 3.2.5.5.13).</summary>
    ClosedByProxy = 2,

    /// <summary>The higher layer on this side closed the connection (3.2.2.4.3), or the service behind a server ended it.</summary>
    ClosedByHigherLayer = 3,

    /// <summary>The channels of this proxy were replaced by those of another: the virtual connection lives on there (IN_R1, OUT_R1).</summary>
    Recycled = 4,

    /// <summary>This process is shutting down.</summary>
    Shutdown = 5,

    /// <summary>A channel broke: reset, unreachable, time-out of the network (CONN_ERROR).</summary>
    ConnectionError = 6,

    /// <summary>An RTS PDU that is well formed came in a state, or on a channel, that doesn't take it.</summary>
    UnexpectedPdu = 7,

    /// <summary>An RPC PDU came from where none may come, or before the connection was open (3.2.3.5.2, 3.2.4.5.2).</summary>
    UnexpectedRpcPdu = 8,

    /// <summary>An RTS PDU breaks a rule of 2.2.3 or 2.2.4.</summary>
    MalformedRtsPdu = 9,

    /// <summary>Bytes that are no PDU, or a frag_length out of bounds.</summary>
    MalformedPdu = 10,

    /// <summary>A channel ended in the middle of a PDU.</summary>
    TruncatedPdu = 11,

    /// <summary>The first PDU of a channel was none that begins one.</summary>
    FirstPduUnexpected = 12,

    /// <summary>No PDU came on a new channel in time.</summary>
    FirstPduTimeout = 13,

    /// <summary>An incoming channel named a virtual connection cookie that is taken.</summary>
    CookieTaken = 14,

    /// <summary>An incoming channel named a virtual connection that isn't there.</summary>
    CookieUnknown = 15,

    /// <summary>A successor named a predecessor that isn't the channel in use.</summary>
    PredecessorMismatch = 16,

    /// <summary>The target is on no allow-list.</summary>
    TargetDenied = 17,

    /// <summary>The server's name couldn't be resolved.</summary>
    NameUnknown = 18,

    /// <summary>The server, or the service behind it, refused the TCP connection or couldn't be reached.</summary>
    ServerUnreachable = 19,

    /// <summary>The server didn't take the TCP connection in time.</summary>
    ConnectTimeout = 20,

    /// <summary>The connection wasn't open in time: the connection setup timer (3.2.5.6.1) or a waiting state's deadline.</summary>
    SetupTimeout = 21,

    /// <summary>The outbound or inbound proxy answered the channel request with an error (3.2.2.5.2, 3.2.2.5.11).</summary>
    RequestRefused = 22,

    /// <summary>Bytes came behind the announced body of an OUT channel request.</summary>
    BytesBehindBody = 23,

    /// <summary>More RTS bytes waited for a reader that doesn't read than the bound allows.</summary>
    RtsFlood = 24,

    /// <summary>An outbound proxy reported more ping traffic than a server allows (2.2.3.5.15).</summary>
    PingTrafficExceeded = 25,

    /// <summary>A channel would have carried more bytes than its lifetime.</summary>
    LifetimeExceeded = 26,

    /// <summary>A bound on the number of connections was reached.</summary>
    TooManyConnections = 27,

    /// <summary>An incoming channel named a virtual connection that another principal has begun.</summary>
    PrincipalMismatch = 28,

    /// <summary>An address opened channels faster than it may.</summary>
    OpenRateExceeded = 29,

    /// <summary>Too many virtual connections were being opened already.</summary>
    TooManyHalfOpen = 30,

    /// <summary>What waits for slow readers, of all connections together, had reached its bound.</summary>
    BuffersFull = 31,
}
