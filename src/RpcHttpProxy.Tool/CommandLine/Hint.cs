using RpcHttpProxy.Client;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>What to do about a failure, where there is something: in the words of this tool's options.</summary>
internal static class Hint
{
    private const string Unauthorized =
        "--user NAME --password-stdin says who you are; if you did, name or password are wrong, or --auth is none of what is offered";

    private const string NoProxy = "is it an RPC over HTTP proxy that answers there, and the right one of inbound and outbound?";

    private const string Denied =
        "the proxy's rules allow this user no such server: its operator sees TargetRefused in the log; --allow, --map or Proxy:Rules name what is allowed";

    private const string Unreachable =
        "the proxy can't reach the server: does one run there, and does --server name it as the proxy sees it? TargetNotReached in the proxy's log says why";

    private const string NotVerified = "the proxy did not look at the password: wait so long, and find out what keeps failing with this name or from this address";

    /// <summary>One sentence; null when the failure says it all.</summary>
    public static string? For(Exception exception) => exception switch
    {
        RpcHttpAuthenticationException { StatusCode: 401 } => Unauthorized,
        RpcHttpException { RpcError: Win32RpcError.ERROR_ACCESS_DENIED } => Denied,
        RpcHttpException { RpcError: Win32RpcError.RPC_S_SERVER_UNAVAILABLE } => Unreachable,
        RpcHttpException { RpcError: null, StatusCode: 200 or (>= 300 and < 400) or 400 or 404 or 405 or 501 } => NoProxy,
        _ => ForText(exception.Message),
    };

    /// <summary>What carries no more than a message: the end of a channel, a step of `rpchttp determine`.</summary>
    public static string? ForText(string message) =>
        Says(message, "401 ") ? Unauthorized
        : Says(message, "(retry after ") ? NotVerified
        : Says(message, " 404 ") || Says(message, " 405 ") || Says(message, " 501 ") || Says(message, "no RPC over HTTP proxy") || Says(message, "are no PDU") ? NoProxy
        : ForConnection(message);

    private static string? ForConnection(string message) =>
        Says(message, "certificate") ? "--ca FILE names the authority to trust for that certificate; --insecure accepts any, for trials"
        : Says(message, "no TLS with") ? "does it speak TLS there, or plain http://?"
        : Says(message, "without an answer") ? "does it speak plain http:// there, or https://?"
        : Says(message, "the ticket cache") ? "kinit gets a ticket; --user NAME --password-stdin does without"
        : null;

    private static bool Says(string message, string text) => message.Contains(text, StringComparison.Ordinal);
}
