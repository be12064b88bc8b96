using Microsoft.Extensions.Hosting;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>
/// Ends the proxies with their process. Their connections begin to end before the server stops: it waits for its requests, and a channel
/// is a request without an end of its own.
/// </summary>
internal sealed class ProxyLifetime(ProxyRoleHosts hosts) : IHostedLifecycleService
{
    private Task _stopping = Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        _stopping = hosts.StopAsync();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => _stopping.WaitAsync(cancellationToken);

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
