using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Engine.Blocking;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>Adds what asks who clients are.</summary>
internal static class AuthenticationExtensions
{
    public static void AddProxyAuthentication(this IServiceCollection services)
    {
        services.TryAddSingleton<IUserStore>(provider => OptionsOf(provider).UsersFile is { } file
            ? new FileUserStore(file, OptionsOf(provider), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<FileUserStore>>())
            : new NoUsers());
        services.TryAddSingleton(provider => new CheckedUserStore(provider.GetRequiredService<IUserStore>()));
        services.TryAddSingleton(provider => new AuthenticationLog(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RequestAuthenticator>>()));
        services.TryAddSingleton<LoginThrottle>();
        services.TryAddSingleton<AuthenticationCounters>();
        services.TryAddSingleton<GssCalls>();
        services.TryAddSingleton<UntrustedFrontEnds>();
        services.TryAddSingleton(provider => new PasswordVerifier(
            provider.GetRequiredService<CheckedUserStore>(),
            OptionsOf(provider),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<AuthenticationLog>()));
        services.TryAddSingleton(provider => new RequestAuthenticator(
            OptionsOf(provider),
            Schemes(provider),
            provider.GetRequiredService<CheckedUserStore>(),
            provider.GetRequiredService<AuthenticationCounters>(),
            provider.GetRequiredService<UntrustedFrontEnds>(),
            provider.GetRequiredService<Audit>(),
            provider.GetRequiredService<AuthenticationLog>()));
    }

    /// <summary>The schemes that are open, the strongest first: that is the order they are asked for in.</summary>
    private static IEnumerable<IRequestScheme> Schemes(IServiceProvider provider)
    {
        AuthenticationOptions options = OptionsOf(provider);
        BlockingScheduler calls = provider.GetRequiredService<GssCalls>().Scheduler;
        if (options.Schemes.Contains(AuthenticationScheme.Negotiate))
        {
            yield return Gss(GssScheme.Negotiate);
        }

        if (options.Schemes.Contains(AuthenticationScheme.Ntlm))
        {
            yield return Gss(GssScheme.Ntlm);
        }

        if (options.Schemes.Contains(AuthenticationScheme.Basic))
        {
            yield return new BasicScheme(
                provider.GetRequiredService<PasswordVerifier>(), provider.GetRequiredService<LoginThrottle>(), options, options.ToAccountNames());
        }

        GssScheme Gss(string name) => new(
            name, provider.GetRequiredService<CheckedUserStore>(), options, provider.GetRequiredService<LoginThrottle>(), calls,
            provider.GetRequiredService<AuthenticationLog>());
    }

    private static AuthenticationOptions OptionsOf(IServiceProvider provider) =>
        provider.GetRequiredService<IOptions<ProxyOptions>>().Value.Authentication;
}
