using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Hosting.Backend;

/// <summary>What is behind a server's port: <c>echo</c>, or with <paramref name="Server"/> a plain ncacn_ip_tcp server.</summary>
internal sealed record BackendServiceName(RpcRequestTarget? Server)
{
    private const string EchoName = "echo";
    private const string TcpPrefix = "tcp:";

    public static bool TryParse(string text, [NotNullWhen(true)] out BackendServiceName? service)
    {
        service = null;
        if (text.Equals(EchoName, StringComparison.OrdinalIgnoreCase))
        {
            service = new BackendServiceName(Server: null);
        }
        else if (text.StartsWith(TcpPrefix, StringComparison.OrdinalIgnoreCase)
            && TargetText.TryParse(text[TcpPrefix.Length..], out RpcRequestTarget? server))
        {
            service = new BackendServiceName(server);
        }

        return service is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Server is null ? EchoName : TcpPrefix + Server;
}
