using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Engine.Blocking;
using RpcHttpProxy.Hosting.Admin;
using RpcHttpProxy.Hosting.Backend;
using RpcHttpProxy.Hosting.Descriptors;
using RpcHttpProxy.Hosting.Engine;
using RpcHttpProxy.Hosting.Health;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Hosting.Logging;
using RpcHttpProxy.Hosting.Tracing;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting;

/// <summary>A process of RPC over HTTP servers, with admin listener, log and traces.</summary>
public sealed class BackendHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly BackendService _service;

    private BackendHost(IHost host)
    {
        _host = host;
        _service = host.Services.GetRequiredService<BackendService>();
    }

    /// <summary>Where the servers listen, with the ports that were taken, in the settings' order; once started.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints => _service.EndPoints;

    /// <summary>Where health and counters are served, once started; null for nowhere.</summary>
    public Uri? AdminUrl => _host.Services.GetService<AdminServer>()?.Url;

    /// <summary>The servers' counters at this moment, in the settings' order.</summary>
    public IReadOnlyList<RoleSnapshot> Snapshots() => [.. _service.Hosts.Select(host => host.Snapshot())];

    /// <summary>Makes a host. Throws one <see cref="OptionsValidationException"/> that lists every fault of the settings.</summary>
    public static BackendHost Build(BackendHostSettings settings)
    {
        OptionsFaults.ThrowIfAny(
            new BackendOptionsValidator().Validate(null, settings.Backend),
            new AdminOptionsValidator().Validate(null, settings.Admin),
            new TraceOptionsValidator().Validate(null, settings.Trace),
            new LogOptionsValidator().Validate(null, settings.Log),
            new EngineOptionsValidator().Validate(null, settings.Engine));

        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.AddHostBasics(settings.Log, settings.Trace, settings.TraceSink, settings.Time, settings.Backend.LingerTimeout);
        builder.Services.AddSingleton(Options.Create(settings.Backend));
        builder.Services.AddSingleton(Options.Create(settings.Engine));
        builder.Services.AddRpcHttpBackendCore();
        builder.Services.AddSingleton(services => new ProcessHealth(
            new Dictionary<string, BlockingScheduler> { ["nameLookups"] = SystemNameResolver.Instance.Calls },
            services.GetRequiredService<EngineReactors>().Set, settings.Time));
        builder.Services.AddAdminServer(
            settings.Admin, services => new AdminView(
                () => CountersReport.Of(services.GetRequiredService<BackendService>().Hosts) with
                {
                    Limits = new LimitsReport(services.GetRequiredService<LimitCounters>().Hits, BufferedBytes: null),
                    Rejected = services.GetRequiredService<RejectionLog>().Counts,
                    Log = services.GetRequiredService<LogQueues>().Report(),
                    TraceEventsLost = services.GetRequiredService<TraceSinks>().Lost,
                    BlockingCalls = services.GetRequiredService<ProcessHealth>().Report(),
                }, services.GetRequiredService<ProcessHealth>()));
        return new BackendHost(builder.Build());
    }

    /// <summary>Listens. Throws an <see cref="IOException"/> when an address can't be had, or too few descriptors.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        int? maxConnections = _host.Services.GetRequiredService<IOptions<BackendOptions>>().Value.MaxConnections;
        DescriptorShares descriptors = Descriptors();
        descriptors.Prepare(maxConnections);
        await _host.StartAsync(cancellation);
        _host.Services.GetRequiredService<EngineReactors>().Announce();
        descriptors.Settle(maxConnections);
    }

    /// <summary>Runs until SIGTERM, SIGINT or <paramref name="cancellation"/>, then stops.</summary>
    public async Task RunAsync(CancellationToken cancellation = default)
    {
        using var signals = new StopSignals(cancellation);
        await StartAsync(cancellation);
        await signals.First;
        await StopAsync(CancellationToken.None);
    }

    /// <summary>Accepts no more, ends every connection, and waits for the last bytes, but not for long.</summary>
    public Task StopAsync(CancellationToken cancellation = default) => _host.StopAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ((IAsyncDisposable)_host).DisposeAsync();

    /// <summary>Two connections from the proxies, and one to the service where that is elsewhere.</summary>
    private DescriptorShares Descriptors()
    {
        IServiceProvider services = _host.Services;
        return new DescriptorShares(
            new ConnectionCost(Accepted: 2, Opened: _service.ConnectsElsewhere ? 1 : 0),
            DescriptorReserve.Of(hasAdmin: services.GetService<AdminServer>() is not null, gss: null, revocation: null),
            services.GetRequiredService<ConnectionQuota>(), services.GetRequiredService<SocketQuota>(),
            [.. services.GetRequiredService<ProcessHealth>().Calls.Values], services.GetRequiredService<ILogger<BackendHost>>());
    }
}
