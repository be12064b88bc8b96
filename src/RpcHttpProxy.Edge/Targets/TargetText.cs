using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Edge.Targets;

/// <summary><c>host:port</c> as an operator writes it: what a client may ask for in a URL, and no more.</summary>
internal static class TargetText
{
    // Only the query matters; any path that is one does.
    private const string Path = "/rpc/rpcproxy.dll";

    public static bool TryParse(string text, [NotNullWhen(true)] out RpcRequestTarget? target) =>
        RpcRequestTarget.TryParse(Path, text.Trim(), out target, out _, out _);
}
