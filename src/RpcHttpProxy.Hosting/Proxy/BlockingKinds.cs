using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Engine.Blocking;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>
/// The kinds of blocking calls that a process of proxies makes as it is configured, by their names in <c>/counters</c>. Other kinds
/// have no threads, and no descriptors in reserve.
/// </summary>
internal static class BlockingKinds
{
    /// <summary>GSSAPI.</summary>
    public const string Gss = "gssCalls";

    /// <summary>Certificate revocation.</summary>
    public const string Revocation = "revocationChecks";

    private const string Names = "nameLookups";
    private const string Passwords = "passwordVerifications";

    public static IReadOnlyDictionary<string, BlockingScheduler> Of(IServiceProvider services)
    {
        ProxyOptions options = services.GetRequiredService<IOptions<ProxyOptions>>().Value;
        var calls = new Dictionary<string, BlockingScheduler> { [Names] = SystemNameResolver.Instance.Calls };
        if (options.Authentication.Schemes.Contains(AuthenticationScheme.Basic))
        {
            calls.Add(Passwords, services.GetRequiredService<PasswordVerifier>().Calls);
        }

        if (options.Authentication.Schemes.Any(scheme => scheme is AuthenticationScheme.Ntlm or AuthenticationScheme.Negotiate))
        {
            calls.Add(Gss, services.GetRequiredService<GssCalls>().Scheduler);
        }

        if (options.Tls.ClientRevocation != X509RevocationMode.NoCheck && services.GetService<ClientCertificates>() is { } clients)
        {
            calls.Add(Revocation, clients.RevocationCalls);
        }

        return calls;
    }
}
