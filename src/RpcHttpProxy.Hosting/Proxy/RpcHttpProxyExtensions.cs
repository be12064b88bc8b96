using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Engine;
using RpcHttpProxy.Hosting.Http1;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Hosting.Proxy;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.Hosting.Tracing;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Hosting;

/// <summary>
/// Puts the proxies into an ASP.NET Core application: <c>services.AddRpcHttpProxy(configuration)</c>,
/// <c>kestrel.LimitForRpcHttp()</c>, <c>app.MapRpcHttpProxy()</c>. The server must be Kestrel.
/// </summary>
public static class RpcHttpProxyExtensions
{
    /* The bytes of a request that wait unread: one receive window (2.2.3.5.1). */
    private const int MaxRequestBuffer = 65_536;

    /// <summary>Adds the proxies, configured by the sections <c>Proxy</c> and <c>Trace</c>, validated at start.</summary>
    public static IServiceCollection AddRpcHttpProxy(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ProxyOptions>().Configure(options => configuration.BindAll((ProxyOptions.Section, options))).ValidateOnStart();
        services.AddOptions<TraceOptions>().Configure(options => configuration.BindAll((TraceOptions.Section, options))).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<ProxyOptions>, ProxyOptionsValidator>());
        services.AddOptions<EngineOptions>().Configure(options => configuration.BindAll((EngineOptions.Section, options))).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TraceOptions>, TraceOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EngineOptions>, EngineOptionsValidator>());
        return services.AddRpcHttpProxyCore();
    }

    /// <summary>Maps both paths of 2.2.2, in upper or lower case, for every method: what doesn't belong there is told so.</summary>
    public static IEndpointConventionBuilder MapRpcHttpProxy(this IEndpointRouteBuilder endpoints)
    {
        // Not each request's services: they would be a scope for each, and live as long as the channel.
        var handler = new Lazy<RpcProxyHandler>(endpoints.ServiceProvider.GetRequiredService<RpcProxyHandler>);
        RouteGroupBuilder group = endpoints.MapGroup("");
        foreach (string path in EdgeRules.Paths)
        {
            group.Map(path, (HttpContext context) => handler.Value.HandleAsync(context));
        }

        return group;
    }

    /// <summary>
    /// The limits RPC over HTTP needs: bodies of any length at any speed, little of them waiting unread, and no line ends but CRLF, which
    /// holds for the whole process. To be called before <c>Listen</c>: a client that doesn't read its responses is cut off by a step in front
    /// of each listener, which <see cref="KestrelServerOptions.ConfigureEndpointDefaults"/> puts there.
    /// </summary>
    public static void LimitForRpcHttp(this KestrelServerOptions kestrel)
    {
        HeadReader.RefuseLineFeeds();
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null; // a deadline for each write instead
        kestrel.Limits.MaxRequestBufferSize = MaxRequestBuffer;
        kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            IServiceProvider services = endpoint.ApplicationServices;
            endpoint.LimitResponses(
                services.GetRequiredService<IOptions<ProxyOptions>>().Value.Limits.ResponseTimeout, services.GetRequiredService<TimeProvider>(),
                services.GetRequiredService<UnreadResponses>());
        });
    }

    internal static IServiceCollection AddRpcHttpProxyCore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TraceSinks>();
        services.TryAddSingleton<EngineReactors>();
        services.TryAddSingleton<INameResolver>(SystemNameResolver.Instance);
        services.TryAddSingleton<Audit>();
        services.TryAddSingleton(provider => new TrustedProxies(provider.GetRequiredService<IOptions<ProxyOptions>>().Value.TrustedProxies));
        services.AddConnectionQuotas();
        services.TryAddSingleton<RejectionLog>();
        services.TryAddSingleton(provider => new ClientLimits(
            provider.GetRequiredService<IOptions<ProxyOptions>>().Value.Limits, provider.GetRequiredService<TrustedProxies>(),
            provider.GetRequiredService<LimitCounters>(), provider.GetRequiredService<RejectionLog>(), provider.GetRequiredService<ConnectionQuota>()));
        services.TryAddSingleton<ProxyRoleHosts>();
        services.TryAddSingleton(Rules);
        services.TryAddSingleton<ChannelRequests>();
        services.TryAddSingleton<RpcProxyHandler>();
        services.AddProxyAuthentication();
        services.AddHostedService<ProxyLifetime>();
        services.TryAddSingleton(provider => new Revocations(
            provider.GetRequiredService<IOptions<ProxyOptions>>().Value.OnRevocation, provider.GetRequiredService<ProxyRoleHosts>(),
            provider.GetRequiredService<IUserStore>(), provider.GetService<ClientCertificates>()));
        services.AddHostedService(provider => provider.GetRequiredService<Revocations>());
        return services;
    }

    private static EdgeRules Rules(IServiceProvider provider)
    {
        ProxyRoleHosts hosts = provider.GetRequiredService<ProxyRoleHosts>();
        return new EdgeRules(
            provider.GetRequiredService<RequestAuthenticator>(), provider.GetRequiredService<IUserStore>(), provider.GetRequiredService<ClientLimits>(), () => hosts.Targets,
            provider.GetRequiredService<Audit>(), hosts.Errors, Role(hosts.Inbound), Role(hosts.Outbound),
            provider.GetRequiredService<IOptions<ProxyOptions>>().Value.OutChannelLifetime, provider.GetRequiredService<RejectionLog>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EdgeRules>>());

        EdgeRole? Role(RoleHost? host) => host is null ? null : new EdgeRole(host.Name, host.NoteRefusal, () => hosts.IsDraining);
    }
}
