using static RpcHttpProxy.Core.CloseReason;
using static RpcHttpProxy.Protocol.Win32RpcError;

namespace RpcHttpProxy.Core;

/// <summary>What follows from a <see cref="CloseReason"/>: one row for each.</summary>
public static class CloseReasons
{
    private enum Kind
    {
        /// <summary>An end by the protocol's own rules.</summary>
        Close,

        /// <summary>The network or the other side failed.</summary>
        Error,

        /// <summary>A processing error outside protocol errors (3.2.3.5.11).</summary>
        ProcessingError,

        /// <summary>A protocol error, or a limit that is treated like one.</summary>
        ProtocolError,
    }

    private const bool Answered = true, NotAnswered = false;

    private static readonly Row[] _rows =
    [
        new(ClosedByClient, Kind.Close, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(ClosedByServer, Kind.Close, Answered, RPC_S_SERVER_UNAVAILABLE),
        new(ClosedByProxy, Kind.Close, NotAnswered, RPC_S_SERVER_UNAVAILABLE),
        new(ClosedByHigherLayer, Kind.Close, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(Recycled, Kind.Close, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(Shutdown, Kind.Close, Answered, RPC_S_SERVER_TOO_BUSY),
        new(ConnectionError, Kind.Error, Answered, RPC_S_SERVER_UNAVAILABLE),
        new(UnexpectedPdu, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(UnexpectedRpcPdu, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(MalformedRtsPdu, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(MalformedPdu, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(TruncatedPdu, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(FirstPduUnexpected, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(FirstPduTimeout, Kind.ProtocolError, NotAnswered, RPC_S_CALL_FAILED_DNE),
        new(CookieTaken, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(CookieUnknown, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(PredecessorMismatch, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(TargetDenied, Kind.ProcessingError, Answered, ERROR_ACCESS_DENIED),
        new(NameUnknown, Kind.ProcessingError, Answered, RPC_S_INVALID_NET_ADDR),
        new(ServerUnreachable, Kind.ProcessingError, Answered, RPC_S_SERVER_UNAVAILABLE),
        new(ConnectTimeout, Kind.ProcessingError, Answered, RPC_S_SERVER_UNAVAILABLE),
        new(SetupTimeout, Kind.ProcessingError, Answered, RPC_S_CALL_FAILED_DNE),
        new(RequestRefused, Kind.Error, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(BytesBehindBody, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(RtsFlood, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(PingTrafficExceeded, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(LifetimeExceeded, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(TooManyConnections, Kind.ProcessingError, Answered, RPC_S_SERVER_TOO_BUSY),
        new(PrincipalMismatch, Kind.ProtocolError, NotAnswered, RPC_S_PROTOCOL_ERROR),
        new(OpenRateExceeded, Kind.ProtocolError, NotAnswered, RPC_S_SERVER_TOO_BUSY),
        new(TooManyHalfOpen, Kind.ProtocolError, NotAnswered, RPC_S_SERVER_TOO_BUSY),
        new(BuffersFull, Kind.ProtocolError, NotAnswered, RPC_S_SERVER_TOO_BUSY),
    ];

    /// <summary>The reasons that have a row, in the order of the rows: each at the place of its number, which a test holds.</summary>
    internal static IEnumerable<CloseReason> WithRow => _rows.Select(row => row.Reason);

    /// <summary>
    /// True when the connection ended by the protocol's own rules or by the network: what was already received is still delivered and the
    /// other channels end with FIN. False for protocol errors and limits: all channels are aborted.
    /// </summary>
    public static bool IsOrderly(this CloseReason reason) => _rows[(int)reason].Kind != Kind.ProtocolError;

    /// <summary>True when the network, the peer or the processing failed; false for a close and for a broken rule.</summary>
    public static bool IsError(this CloseReason reason) => _rows[(int)reason].Kind is Kind.Error or Kind.ProcessingError;

    /// <summary>True for the processing errors outside protocol errors of 3.2.3.5.11, which a proxy answers with 503.</summary>
    public static bool IsProcessingError(this CloseReason reason) => _rows[(int)reason].Kind == Kind.ProcessingError;

    /// <summary>True when a client whose channel request has no answer yet is told the reason with 503 (3.2.3.5.11, 3.2.4.5.3).</summary>
    public static bool IsAnswered(this CloseReason reason) => _rows[(int)reason].IsAnswered;

    // [rpch 2.1.2.1.3/2-4] a hexadecimal Windows error code, none of those that [MS-RPCE] keeps for itself
    // [rpch 3.2.3.5.11/2] an error code
    /// <summary>The Windows error code ([MS-ERREF] 2.2) that tells a client this reason in <c>503 RPC Error: hex</c> (2.1.2.1.3).</summary>
    public static uint ToRpcError(this CloseReason reason) => _rows[(int)reason].RpcError;

    private readonly record struct Row(CloseReason Reason, Kind Kind, bool IsAnswered, uint RpcError);
}
