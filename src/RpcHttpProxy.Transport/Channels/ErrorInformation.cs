using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Channels;

// [rpch 3.2.3.5.11/3-4] base64, where there is extended error information
/// <summary>What this proxy tells clients about errors (3.2.3.5.11): extended error information ([MS-EERR]) for each refused request.</summary>
/// <param name="level">How much.</param>
/// <param name="node">This node's name; told with <see cref="ErrorInformationLevel.Node"/> only.</param>
/// <param name="time">The clock of the time stamps.</param>
public sealed class ErrorInformation(ErrorInformationLevel level, string node, TimeProvider time)
{
    /* Ours, so that the status line never comes near its 1,024 bytes: a host name has at most 64 on Linux, a DNS name 255 (RFC 1035 2.3.4). */
    private const int MaxNodeLength = 64;
    private const int MaxTargetLength = 255;

    /// <summary>The answer to a request that is refused, ready for the wire.</summary>
    /// <param name="role">Inbound or outbound proxy.</param>
    /// <param name="reason">Why it is refused.</param>
    /// <param name="target">The server that was asked for.</param>
    public string Response(RoleName role, CloseReason reason, RpcRequestTarget target) => level == ErrorInformationLevel.None
        ? HttpResponseText.RpcError(reason.ToRpcError())
        : HttpResponseText.RpcError(reason.ToRpcError(), EncodedEEInfo.Encode(Record(role, reason, target)));

    private ExtendedErrorInfo Record(RoleName role, CloseReason reason, RpcRequestTarget target)
    {
        bool isNodeTold = level == ErrorInformationLevel.Node;
        bool isConnectFailed = reason is CloseReason.ServerUnreachable or CloseReason.ConnectTimeout;
        string name = role == RoleName.InboundProxy ? "inbound proxy" : "outbound proxy";
        return new ExtendedErrorInfo
        {
            ComputerName = isNodeTold ? $"{Shortened(node, MaxNodeLength)} ({name})" : name,
            ProcessID = isNodeTold ? (uint)Environment.ProcessId : 0,
            TimeStamp = time.GetUtcNow().ToFileTime(),
            GeneratingComponent = isConnectFailed ? GeneratingComponents.RpcOverHttpProxy : GeneratingComponents.Ours,
            Status = reason.ToRpcError(),
            DetectionLocation = isConnectFailed ? GeneratingComponents.ConnectFailed : (ushort)reason,
            Params =
            [
                new ExtendedErrorParam.AnsiString(reason.ToString()),
                new ExtendedErrorParam.AnsiString(Shortened(target.ToString(), MaxTargetLength)),
            ],
        };
    }

    private static string Shortened(string text, int max) => text.Length > max ? text[..max] : text;
}
