using System.Net;

namespace RpcHttpProxy.Hosting.Tests.Wire;

/// <summary>A proxy process in this one, on a free loopback port, and a backend where a test wants one.</summary>
public sealed class RunningProxy : IAsyncDisposable
{
    private RunningProxy(ProxyHost host) => Host = host;

    public ProxyHost Host { get; }

    public IPEndPoint EndPoint => IPEndPoint.Parse(Host.Urls.Single().Authority);

    public static async Task<RunningProxy> StartAsync(Action<ProxyHostSettings>? settle = null)
    {
        var settings = new ProxyHostSettings { Engine = { Reactors = 3 } };
        settings.Proxy.Listen.Add("http://127.0.0.1:0");
        settings.Log.Console = false;
        settle?.Invoke(settings);
        ProxyHost host = ProxyHost.Build(settings);
        await host.StartAsync();
        return new RunningProxy(host);
    }

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync();
        await Host.DisposeAsync();
    }
}
