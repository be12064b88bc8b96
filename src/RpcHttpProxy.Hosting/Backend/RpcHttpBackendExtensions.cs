using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Backend;
using RpcHttpProxy.Hosting.Engine;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Hosting.Tracing;

namespace RpcHttpProxy.Hosting;

/// <summary>Puts RPC over HTTP servers into any .NET host.</summary>
public static class RpcHttpBackendExtensions
{
    /// <summary>Adds the servers, configured by the sections <c>Backend</c> and <c>Trace</c>, validated at start.</summary>
    public static IServiceCollection AddRpcHttpBackend(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<BackendOptions>().Configure(options => configuration.BindAll((BackendOptions.Section, options))).ValidateOnStart();
        services.AddOptions<TraceOptions>().Configure(options => configuration.BindAll((TraceOptions.Section, options))).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<BackendOptions>, BackendOptionsValidator>());
        services.AddOptions<EngineOptions>().Configure(options => configuration.BindAll((EngineOptions.Section, options))).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<TraceOptions>, TraceOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EngineOptions>, EngineOptionsValidator>());
        return services.AddRpcHttpBackendCore();
    }

    internal static IServiceCollection AddRpcHttpBackendCore(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<TraceSinks>();
        services.TryAddSingleton<EngineReactors>();
        services.AddConnectionQuotas();
        services.TryAddSingleton<RejectionLog>();
        services.TryAddSingleton<BackendService>();
        services.AddHostedService(provider => provider.GetRequiredService<BackendService>());
        return services;
    }
}
