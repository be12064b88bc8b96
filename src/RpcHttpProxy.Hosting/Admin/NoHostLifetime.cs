using Microsoft.Extensions.Hosting;

namespace RpcHttpProxy.Hosting.Admin;

/// <summary>For a host inside a host: signals are the outer one's business.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
