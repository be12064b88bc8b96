using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using RpcHttpProxy.Edge.Limits;

namespace RpcHttpProxy.Hosting.FrontEnds;

/// <summary>Puts the PROXY protocol on a listener.</summary>
internal static class ProxyProtocolExtensions
{
    /// <summary>Each connection begins with its header. To be called before TLS.</summary>
    /// <param name="endpoint">The listener.</param>
    /// <param name="version">The header's version.</param>
    /// <param name="timeout">How long it may take.</param>
    public static void TakeProxyProtocol(this ListenOptions endpoint, ProxyProtocolVersion version, TimeSpan timeout)
    {
        IServiceProvider services = endpoint.ApplicationServices;
        var listener = new ProxyProtocolListener(
            version, services.GetRequiredService<TrustedProxies>(), services.GetRequiredService<ClientLimits>(), services.GetRequiredService<RejectionLog>(),
            timeout, services.GetRequiredService<TimeProvider>());
        endpoint.Use(next => connection => listener.ServeAsync(connection, next));
    }
}
