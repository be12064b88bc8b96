using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Limits;

namespace RpcHttpProxy.Hosting.Admin;

/// <summary>Adds the admin listener to a host.</summary>
internal static class AdminExtensions
{
    /// <summary>Adds it when <paramref name="options"/>, which are valid, name a URL.</summary>
    public static void AddAdminServer(
        this IServiceCollection services, AdminOptions options, Func<IServiceProvider, AdminView> view)
    {
        if (options.Url is null || !ListenAddress.TryParseUrl(options.Url, out IPEndPoint? address))
        {
            return;
        }

        services.AddSingleton(provider => new AdminServer(
            address, view(provider), provider.GetRequiredService<LimitCounters>(), provider.GetRequiredService<RejectionLog>(), provider.GetRequiredService<UnreadResponses>(),
            provider.GetRequiredService<AcceptFailures>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AdminServer>>()));
        services.AddHostedService(provider => provider.GetRequiredService<AdminServer>());
    }
}
