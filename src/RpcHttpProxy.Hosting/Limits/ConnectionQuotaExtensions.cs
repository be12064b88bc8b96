using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>What bounds and counts the connections of a process, whatever its role. Nothing is bounded until a host says how much there is.</summary>
internal static class ConnectionQuotaExtensions
{
    /// <summary>Adds <see cref="ConnectionQuota"/> for what is accepted, <see cref="SocketQuota"/> for what is opened, and their counters.</summary>
    public static void AddConnectionQuotas(this IServiceCollection services)
    {
        services.TryAddSingleton<LimitCounters>();
        services.TryAddSingleton<UnreadResponses>();
        services.TryAddSingleton<AcceptFailures>();
        services.TryAddSingleton<SocketQuota>();
        services.TryAddSingleton(provider => new ConnectionQuota(
            Limit.Connections, provider.GetRequiredService<LimitCounters>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ConnectionQuota>>()));
    }
}
