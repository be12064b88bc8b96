using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>Adds what asks who clients are.</summary>
internal static class AuthenticationExtensions
{
    public static void AddProxyAuthentication(this IServiceCollection services)
    {
        services.TryAddSingleton<IUserStore>(provider =>
        {
            string? file = provider.GetRequiredService<IOptions<ProxyOptions>>().Value.Authentication.UsersFile;
            return file is null
                ? new NoUsers()
                : new FileUserStore(file, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<FileUserStore>>());
        });
        services.TryAddSingleton(provider => new PasswordVerifier(
            provider.GetRequiredService<IUserStore>(),
            provider.GetRequiredService<IOptions<ProxyOptions>>().Value.Authentication,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PasswordVerifier>>()));
        services.TryAddSingleton<RequestAuthenticator>();
    }
}
