using Microsoft.Extensions.Hosting;

namespace RpcHttpProxy.Hosting;

/// <summary>Signals are somebody else's business: those of a host inside a host are the outer one's.</summary>
internal sealed class NoHostLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
