using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core;

/// <summary>What follows from a <see cref="CloseReason"/>.</summary>
public static class CloseReasons
{
    /// <summary>
    /// True when the connection ended by the protocol's own rules or by the network: what was already received is still delivered and the
    /// other channels end with FIN. False for protocol errors and limits: all channels are aborted.
    /// </summary>
    public static bool IsOrderly(this CloseReason reason) => reason
        is CloseReason.ClosedByClient or CloseReason.ClosedByServer or CloseReason.ClosedByProxy or CloseReason.ClosedByHigherLayer
        or CloseReason.Recycled or CloseReason.Shutdown or CloseReason.ConnectionError or CloseReason.RequestRefused
        || reason.IsProcessingError();

    /// <summary>True for the processing errors outside protocol errors of 3.2.3.5.11, which a proxy answers with 503.</summary>
    public static bool IsProcessingError(this CloseReason reason) => reason
        is CloseReason.TargetDenied or CloseReason.NameUnknown or CloseReason.ServerUnreachable or CloseReason.ConnectTimeout
        or CloseReason.SetupTimeout or CloseReason.TooManyConnections;

    /// <summary>True when a client whose channel request has no answer yet is told the reason with 503 (3.2.3.5.11, 3.2.4.5.3).</summary>
    public static bool IsAnswered(this CloseReason reason) => reason.IsProcessingError()
        || reason is CloseReason.ClosedByServer or CloseReason.ConnectionError or CloseReason.Shutdown;

    // [rpch 2.1.2.1.3/2-4] a hexadecimal Windows error code, none of those that [MS-RPCE] keeps for itself
    // [rpch 3.2.3.5.11/2] an error code
    /// <summary>The Windows error code ([MS-ERREF] 2.2) that tells a client this reason in <c>503 RPC Error: hex</c> (2.1.2.1.3).</summary>
    public static uint ToRpcError(this CloseReason reason) => reason switch
    {
        CloseReason.TargetDenied => Win32RpcError.ERROR_ACCESS_DENIED,
        CloseReason.NameUnknown => Win32RpcError.RPC_S_INVALID_NET_ADDR,
        CloseReason.ServerUnreachable or CloseReason.ConnectTimeout or CloseReason.ClosedByServer or CloseReason.ClosedByProxy
            or CloseReason.ConnectionError => Win32RpcError.RPC_S_SERVER_UNAVAILABLE,
        CloseReason.SetupTimeout or CloseReason.FirstPduTimeout => Win32RpcError.RPC_S_CALL_FAILED_DNE,
        CloseReason.TooManyConnections or CloseReason.OpenRateExceeded or CloseReason.TooManyHalfOpen or CloseReason.BuffersFull
            or CloseReason.Shutdown => Win32RpcError.RPC_S_SERVER_TOO_BUSY,
        _ => Win32RpcError.RPC_S_PROTOCOL_ERROR,
    };
}
