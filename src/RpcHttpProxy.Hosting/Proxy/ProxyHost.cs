using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Engine.Blocking;
using RpcHttpProxy.Hosting.Admin;
using RpcHttpProxy.Hosting.Descriptors;
using RpcHttpProxy.Hosting.Engine;
using RpcHttpProxy.Hosting.FrontEnds;
using RpcHttpProxy.Hosting.Health;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Hosting.Logging;
using RpcHttpProxy.Hosting.Proxy;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.Hosting.Tracing;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting;

/// <summary>A process of proxies: Kestrel with the proxies and nothing else, their admin listener, log and traces.</summary>
public sealed class ProxyHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ProxyRoleHosts _hosts;

    private ProxyHost(WebApplication app)
    {
        _app = app;
        _hosts = app.Services.GetRequiredService<ProxyRoleHosts>();
    }

    /// <summary>Where it listens, with the ports that were taken; once started.</summary>
    public IReadOnlyList<Uri> Urls =>
        [.. _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Select(url => new Uri(url))];

    /// <summary>Where health and counters are served, once started; null for nowhere.</summary>
    public Uri? AdminUrl => _app.Services.GetService<AdminServer>()?.Url;

    /// <summary>The roles' counters at this moment.</summary>
    public IReadOnlyList<RoleSnapshot> Snapshots() => [.. _hosts.All.Select(host => host.Snapshot())];

    /// <summary>
    /// What a host would serve: certificates, users and rules are read, and nothing is listened to or written. Throws as <see cref="Build"/> does.
    /// </summary>
    public static HostCheck Check(ProxyHostSettings settings)
    {
        ThrowIfWrong(settings);
        return ProxyCheck.Of(settings);
    }

    /// <summary>Makes a host. Throws one <see cref="OptionsValidationException"/> that lists every fault of the settings.</summary>
    public static ProxyHost Build(ProxyHostSettings settings)
    {
        ThrowIfWrong(settings);
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.AddHostBasics(settings.Log, settings.Trace, settings.TraceSink, settings.Time, settings.Proxy.LingerTimeout);
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(Options.Create(settings.Proxy));
        builder.Services.AddSingleton(Options.Create(settings.Engine));
        builder.Services.AddSingleton(settings.Names);
        builder.Services.AddRpcHttpProxyCore();
        builder.Services.AddSingleton(services => new ProcessHealth(
            BlockingKinds.Of(services), services.GetRequiredService<EngineReactors>().Set, services.GetRequiredService<TimeProvider>()));
        builder.Services.AddSingleton<KestrelLimitListener>();
        builder.Services.AddSingleton<MalformedRequests>();
        builder.Services.AddAdminServer(settings.Admin, View);
        if (settings.Reread is { } reread)
        {
            builder.Services.AddHostedService(services => new PolicyReload(
                reread, settings, services.GetRequiredService<ProxyRoleHosts>(), services.GetRequiredService<Revocations>(),
                services.GetRequiredService<IUserStore>(), services.GetRequiredService<ILogger<PolicyReload>>()));
        }

        if (settings.Proxy.Tls.Certificate is not null)
        {
            builder.Services.AddSingleton(services => new OwnCertificate(
                settings.Proxy.Tls, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<OwnCertificate>>()));
        }

        if (settings.Proxy.Tls.ClientAuthorities is not null)
        {
            builder.Services.AddSingleton(services => new ClientCertificates(
                settings.Proxy.Tls, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<ClientCertificates>>()));
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Listen(kestrel, settings.Proxy));
        builder.Services.AddSingleton<FirstRequests>();
        builder.Services.AddSingleton<IConnectionListenerFactory>(services =>
        {
            ClientLimits limits = services.GetRequiredService<ClientLimits>();
            var plain = new PlainTransport
            {
                Reactors = services.GetRequiredService<EngineReactors>().Set,
                FirstRequests = services.GetRequiredService<FirstRequests>(),
                Admits = limits.TryConnect,
                Closed = limits.Disconnect,
                AcceptFailed = services.GetRequiredService<AcceptFailures>().Note,
                Time = settings.Time,
            };
            return new LimitedTransport(plain, ActivatorUtilities.CreateInstance<SocketTransportFactory>(services), limits, settings.Proxy.LingerTimeout, settings.Time);
        });

        WebApplication app = builder.Build();
        app.Services.GetRequiredService<MalformedRequests>();
        app.Services.GetRequiredService<KestrelLimitListener>(); // before the server has a meter
        app.TrustForwarders();
        app.MapRpcHttpProxy();
        if (settings.Proxy.HealthCheck)
        {
            app.MapHealthCheck();
        }

        app.MapFallback("{**path}", context => context.RequestServices.GetRequiredService<RpcProxyHandler>().AnswerOtherAsync(context));
        return new ProxyHost(app);
    }

    /// <summary>Listens. Throws an <see cref="IOException"/> when an address can't be had, or too few descriptors.</summary>
    public async Task StartAsync(CancellationToken cancellation = default)
    {
        ProxyOptions options = _app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value;
        DescriptorShares descriptors = Descriptors();
        int? maxConnections = options.Limits.MaxConnections is > 0 and { } max ? max : null;
        descriptors.Prepare(maxConnections);
        try
        {
            await _app.StartAsync(cancellation);
        }
        catch (Exception e) when (ListenException.IsReason(e))
        {
            throw new ListenException(string.Join(" or ", options.Listen), e);
        }

        ILogger logger = _app.Services.GetRequiredService<ILogger<ProxyHost>>();
        string roles = string.Join(" and ", _hosts.All.Select(host => host.Name));
        Log.ProxyStarted(logger, roles, string.Join(", ", Urls), AccessText.Of(options));
        AccessWarnings.Tell(logger, options, _app.Services.GetRequiredService<IUserStore>());
        if (HostConfiguration.IgnoredVariables() is { Count: > 0 } ignored)
        {
            Log.VariablesIgnored(logger, HostConfiguration.EnvironmentPrefix, string.Join(", ", ignored));
        }

        UnboundListeners.Warn(logger, options);
        _app.Services.GetRequiredService<EngineReactors>().Announce();
        descriptors.Settle(maxConnections);
    }

    /// <summary>
    /// Runs until SIGTERM, SIGINT or <paramref name="cancellation"/>, then drains and stops. A second signal ends the process at once.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellation = default)
    {
        using var signals = new HostSignals(cancellation);
        await StartAsync(cancellation);
        await signals.First;
        await DrainAsync(CancellationToken.None);
        await StopAsync(CancellationToken.None);
    }

    /// <summary>
    /// Lets no virtual connection begin any more and waits until those that live have ended, no longer than
    /// <see cref="ProxyOptions.DrainTimeout"/> or <paramref name="cancellation"/>. Their channels may still be replaced meanwhile, here or
    /// at another proxy.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellation = default)
    {
        TimeSpan timeout = _app.Services.GetRequiredService<IOptions<ProxyOptions>>().Value.DrainTimeout;
        Log.Draining(_app.Services.GetRequiredService<ILogger<ProxyHost>>(), _hosts.Connections, timeout);
        using var late = new CancellationTokenSource(timeout, _app.Services.GetRequiredService<TimeProvider>());
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        await _hosts.DrainAsync(either.Token);
    }

    /// <summary>Accepts no more, ends every connection, and waits for the last bytes, but not for long.</summary>
    public Task StopAsync(CancellationToken cancellation = default) => _app.StopAsync(cancellation);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static void ThrowIfWrong(ProxyHostSettings settings) => OptionsFaults.ThrowIfAny(
        settings.Faults,
        new ProxyOptionsValidator { IsListenRequired = true }.Validate(null, settings.Proxy),
        new AdminOptionsValidator().Validate(null, settings.Admin),
        new TraceOptionsValidator().Validate(null, settings.Trace),
        new LogOptionsValidator().Validate(null, settings.Log),
        new EngineOptionsValidator().Validate(null, settings.Engine));

    private DescriptorShares Descriptors()
    {
        IServiceProvider services = _app.Services;
        IReadOnlyDictionary<string, BlockingScheduler> calls = services.GetRequiredService<ProcessHealth>().Calls;
        int reserve = DescriptorReserve.Of(
            hasAdmin: services.GetService<AdminServer>() is not null,
            calls.GetValueOrDefault(BlockingKinds.Gss), calls.GetValueOrDefault(BlockingKinds.Revocation));

        // The request's connection and the one to the server, in each role.
        return new DescriptorShares(
            new ConnectionCost(Accepted: _hosts.All.Count, Opened: _hosts.All.Count), reserve, services.GetRequiredService<ConnectionQuota>(),
            services.GetRequiredService<SocketQuota>(), [.. calls.Values], services.GetRequiredService<ILogger<ProxyHost>>());
    }

    private static AdminView View(IServiceProvider services)
    {
        ProxyRoleHosts hosts = services.GetRequiredService<ProxyRoleHosts>();
        LimitCounters limits = services.GetRequiredService<LimitCounters>();
        RejectionLog rejections = services.GetRequiredService<RejectionLog>();
        AuthenticationCounters authentication = services.GetRequiredService<AuthenticationCounters>();
        LogQueues log = services.GetRequiredService<LogQueues>();
        TraceSinks traces = services.GetRequiredService<TraceSinks>();
        ProcessHealth health = services.GetRequiredService<ProcessHealth>();
        return new AdminView(() => CountersReport.Of(hosts.All) with
        {
            Limits = new LimitsReport(limits.Hits, hosts.Budget.Used),
            Rejected = rejections.Counts,
            Authentication = authentication.Report(),
            Log = log.Report(),
            TraceEventsLost = traces.Lost,
            BlockingCalls = health.Report(),
        }, health)
        {
            IsDraining = () => hosts.IsDraining,
            Throttled = new ThrottledLogins(
                services.GetRequiredService<LoginThrottle>(), services.GetRequiredService<IUserStore>(),
                services.GetRequiredService<IOptions<ProxyOptions>>().Value.Authentication.ToAccountNames(), services.GetRequiredService<Audit>()),
        };
    }

    private static void Listen(KestrelServerOptions kestrel, ProxyOptions options)
    {
        kestrel.LimitForRpcHttp();
        kestrel.Limit(options.Limits, options.MaxHeaderBytes);
        foreach (string text in options.Listen)
        {
            if (ListenUrl.TryParse(text, out ListenUrl? url))
            {
                // FirstRequest reads plain HTTP from the first byte: listeners with ?proxy= and without TLS are Kestrel's.
                IPEndPoint address = url.IsEncrypted || url.ProxyProtocol is null ? new PlainEndPoint(url.Address, url.IsEncrypted) : url.Address;
                kestrel.Listen(address, endpoint => Serve(endpoint, url, options));
            }
        }
    }

    private static void Serve(ListenOptions endpoint, ListenUrl url, ProxyOptions options)
    {
        endpoint.Protocols = HttpProtocols.Http1;
        if (url.ProxyProtocol is { } proxyProtocol)
        {
            endpoint.TakeProxyProtocol(proxyProtocol, options.Limits.HandshakeTimeout);
        }

        if (url.IsEncrypted && (url.Versions is { } versions || TlsVersions.TryParse(options.Tls.Versions, out versions)))
        {
            IServiceProvider services = endpoint.ApplicationServices;
            endpoint.UseTls(
                services.GetRequiredService<OwnCertificate>(), services.GetService<ClientCertificates>(), versions, options.Limits.HandshakeTimeout);
        }
    }
}
