using RpcHttpProxy.Client;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Services;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>Tells people why the other side failed: one line what happened, one line the RPC error where there is one.</summary>
internal static class Failure
{
    /// <summary>True for what the other side is to blame for.</summary>
    public static bool IsOtherSides(Exception exception) => exception is RpcHttpException or RpcException or FailureException;

    /// <summary>Writes the lines.</summary>
    public static void Tell(Exception exception, TextWriter error)
    {
        error.WriteLine($"rpchttp: {exception.Message}");
        if (RpcErrorOf(exception) is uint code)
        {
            error.WriteLine($"RPC error: {code:x} {Win32RpcError.Name(code)}");
        }
    }

    /// <summary>What a proxy said, or else what the reason means to a Windows client.</summary>
    private static uint? RpcErrorOf(Exception exception) => exception switch
    {
        RpcHttpOpenException open => open.RpcError ?? open.Reason.ToRpcError(),
        RpcHttpException http => http.RpcError,
        FailureException failure => failure.RpcError,
        _ => null,
    };
}
