using System.Globalization;

namespace RpcHttpProxy.Protocol;

/// <summary>The Windows error codes a proxy may answer with or a client may be told ([MS-ERREF] 2.2; 2.1.2.1.3, note 9).</summary>
public static class Win32RpcError
{
    public const uint ERROR_ACCESS_DENIED = 0x5;
    public const uint ERROR_INVALID_PARAMETER = 0x57;
    public const uint ERROR_SEM_TIMEOUT = 0x79;
    public const uint ERROR_TIMEOUT = 0x5B4;
    public const uint RPC_S_INVALID_ENDPOINT_FORMAT = 0x6AA;
    public const uint RPC_S_INVALID_NET_ADDR = 0x6AB;
    public const uint RPC_S_OUT_OF_RESOURCES = 0x6B9;
    public const uint RPC_S_SERVER_UNAVAILABLE = 0x6BA;
    public const uint RPC_S_SERVER_TOO_BUSY = 0x6BB;
    public const uint RPC_S_CALL_FAILED = 0x6BE;
    public const uint RPC_S_CALL_FAILED_DNE = 0x6BF;
    public const uint RPC_S_PROTOCOL_ERROR = 0x6C0;
    public const uint RPC_S_PROXY_ACCESS_DENIED = 0x6C1;
    public const uint RPC_S_PROCNUM_OUT_OF_RANGE = 0x6D1;
    public const uint RPC_S_INTERNAL_ERROR = 0x6E6;
    public const uint RPC_S_CALL_CANCELLED = 0x71A;
    public const uint RPC_S_COMM_FAILURE = 0x71C;

    /// <summary>The symbolic name of a Windows error code, or the code itself as <c>0x3039</c> when it has none here.</summary>
    public static string Name(uint error) =>
        Win32ErrorNames.All.GetValueOrDefault(error) ?? string.Create(CultureInfo.InvariantCulture, $"0x{error:x}");
}
