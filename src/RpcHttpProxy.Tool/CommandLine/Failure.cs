using RpcHttpProxy.Client;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Services;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>Tells people why the other side failed: one line what happened, one the RPC error where there is one, one for each record of the extended error, one what to do.</summary>
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

        foreach (ExtendedErrorInfo record in ExtendedErrorOf(exception))
        {
            error.WriteLine($"  {ExtendedErrorText.Format(record)}");
        }

        if (Hint.For(exception) is { } hint)
        {
            error.WriteLine($"Hint: {hint}");
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

    private static IReadOnlyList<ExtendedErrorInfo> ExtendedErrorOf(Exception exception) => exception switch
    {
        RpcHttpException http => http.ExtendedError,
        FailureException failure => failure.ExtendedError,
        _ => [],
    };
}
