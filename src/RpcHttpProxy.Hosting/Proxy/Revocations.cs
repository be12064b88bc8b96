using Microsoft.Extensions.Hosting;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tls;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>
/// Has virtual connections end at once that may no longer go on, where the operator wants that. Else they end when one of their channels is
/// replaced.
/// </summary>
internal sealed class Revocations(OnRevocationChoice choice, ProxyRoleHosts hosts, IUserStore users, ClientCertificates? certificates) : IHostedService
{
    /// <summary>Rules, users or authorities have changed.</summary>
    public void Apply()
    {
        if (choice == OnRevocationChoice.Close)
        {
            foreach (var host in hosts.All)
            {
                _ = host.EndRevokedAsync(); // It never fails, and nobody waits for it.
            }
        }
    }

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (users is FileUserStore file)
        {
            file.Changed += Apply;
        }

        if (certificates is not null)
        {
            certificates.Changed += Apply;
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        if (users is FileUserStore file)
        {
            file.Changed -= Apply;
        }

        if (certificates is not null)
        {
            certificates.Changed -= Apply;
        }

        return Task.CompletedTask;
    }
}
