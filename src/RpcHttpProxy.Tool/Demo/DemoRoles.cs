using Microsoft.Extensions.Logging;
using RpcHttpProxy.Hosting;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Tool.Demo;

/// <summary>Inbound proxy, outbound proxy and server, each a host of its own on a free loopback port.</summary>
internal sealed class DemoRoles : IAsyncDisposable
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_idleTimeout = TimeSpan.FromSeconds(2);

    private readonly BackendHost _backend;
    private readonly ProxyHost _inbound;
    private readonly ProxyHost _outbound;

    private DemoRoles(BackendHost backend, ProxyHost inbound, ProxyHost outbound) =>
        (_backend, _inbound, _outbound) = (backend, inbound, outbound);

    public Uri InboundProxy => _inbound.Urls[0];

    public Uri OutboundProxy => _outbound.Urls[0];

    public string Server => _backend.EndPoints[0].ToString();

    public static async Task<DemoRoles> StartAsync(ITraceSink trace, CancellationToken cancellation)
    {
        BackendHost backend = BackendHost.Build(new BackendHostSettings
        {
            Backend = { Endpoints = [new BackendEndpointOptions { Listen = "127.0.0.1:0", Service = "echo" }] },
            Trace = { Node = "backend" },
            Log = Quiet,
            TraceSink = trace,
        });
        await backend.StartAsync(cancellation);

        string server = backend.EndPoints[0].ToString();
        ProxyHost inbound = Proxy(ProxyRoleChoice.Inbound, server, trace);
        ProxyHost outbound = Proxy(ProxyRoleChoice.Outbound, server, trace);
        await Task.WhenAll(inbound.StartAsync(cancellation), outbound.StartAsync(cancellation));
        return new DemoRoles(backend, inbound, outbound);
    }

    /// <summary>Waits until every role has seen the end of every connection, so that the timeline has its end.</summary>
    public async Task UntilIdleAsync(CancellationToken cancellation)
    {
        using CancellationTokenSource timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(s_idleTimeout);
        while (_inbound.Snapshots().Concat(_outbound.Snapshots()).Concat(_backend.Snapshots()).Any(role => role.Rows > 0))
        {
            await Task.Delay(s_pollInterval, timeout.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            if (timeout.IsCancellationRequested)
            {
                cancellation.ThrowIfCancellationRequested();
                return;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_inbound.StopAsync(), _outbound.StopAsync());
        await _backend.StopAsync();
        await _inbound.DisposeAsync();
        await _outbound.DisposeAsync();
        await _backend.DisposeAsync();
    }

    private static LogOptions Quiet => new() { Level = LogLevel.Warning };

    private static ProxyHost Proxy(ProxyRoleChoice role, string server, ITraceSink trace) => ProxyHost.Build(new ProxyHostSettings
    {
        Proxy = { Role = role, Listen = ["http://127.0.0.1:0"], AllowedTargets = [server] },
        Trace = { Node = role == ProxyRoleChoice.Inbound ? "inbound" : "outbound" },
        Log = Quiet,
        TraceSink = trace,
    });
}
