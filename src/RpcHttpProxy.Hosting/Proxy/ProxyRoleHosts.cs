using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Hosting.Engine;
using RpcHttpProxy.Hosting.Targets;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.Hosting.Tracing;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>The proxies of this process: the role hosts, and which servers they may reach.</summary>
internal sealed class ProxyRoleHosts : IAsyncDisposable
{
    private readonly ServerTls _tls;
    private volatile TargetPolicy _targets;

    public ProxyRoleHosts(
        IOptions<ProxyOptions> options, TraceSinks traces, INameResolver resolver, SocketQuota serverSockets, Audit audit, EngineReactors reactors, TrustedProxies trusted,
        TimeProvider time, ILogger<RoleHost> logger)
    {
        ProxyOptions proxy = options.Value;
        _targets = proxy.ToTargetPolicy();
        Errors = new ErrorInformation(proxy.ErrorInformation, traces.Node, time);
        var variables = new ProxyVariables
        {
            ReceiveWindowSize = (uint)proxy.ReceiveWindowSize,
            ConnectionTimeout = (uint)proxy.ConnectionTimeout,
            PingInterval = (uint)proxy.PingInterval.TotalMilliseconds,
            ChannelLifetime = (uint)proxy.OutChannelLifetime,
            SetupTimeout = proxy.SetupTimeout,
            AcknowledgmentGrace = proxy.AcknowledgmentGrace,
        };
        var addresses = new CountedAddresses(trusted, proxy.Limits.LimitLoopback);
        var hosting = new RoleHostOptions
        {
            Node = traces.Node,
            Reactors = reactors.Set,
            Owners = new ConnectionOwners(),
            Budget = Budget = new BufferBudget(proxy.Limits.MaxBufferedBytes, proxy.Limits.ShareOf(proxy.Limits.MaxBufferedBytes)),
            MaxHalfOpen = proxy.Limits.MaxHalfOpen,
            MaxHalfOpenPerClient = (int)proxy.Limits.ShareOf(proxy.Limits.MaxHalfOpen),
            ClientOf = address => addresses.KeyOf(address)?.ToString(),
            MaxPduLength = proxy.Limits.MaxPduLength,
            MaxWaitingBytes = proxy.ReceiveWindowSize + proxy.Limits.MaxOverrun,
            FirstPduTimeout = proxy.FirstPduTimeout,
            ConnectTimeout = proxy.ConnectTimeout,
            LingerTimeout = proxy.LingerTimeout,
        };
        // Whatever Proxy:ServerTls says: an entry of the map, which may be changed at any time, can ask for TLS.
        _tls = new ServerTls(
            CertificateTrust.Read(proxy.ServerCa, proxy.ServerCrl, time, logger),
            proxy.ServerIdentity.Certificate is null ? null : new OwnCertificate(proxy.ServerIdentity, time, logger), hosting.ConnectTimeout, time);
        var opener = new ServerDialer(
            new TcpDialer(hosting.ConnectTimeout, time, resolver, serverSockets, reactors.Set), audit,
            new SecureDialing(new TcpDialer(hosting.ConnectTimeout, time, resolver, serverSockets), _tls, IsDefault: proxy.ServerTls == ServerTlsChoice.On));
        if (proxy.Role != ProxyRoleChoice.Outbound)
        {
            Inbound = Host(new InboundProxyRole(variables), TraceRoles.InboundProxy);
        }

        if (proxy.Role != ProxyRoleChoice.Inbound)
        {
            Outbound = Host(new OutboundProxyRole(variables), TraceRoles.OutboundProxy);
        }

        All = [.. new[] { Inbound, Outbound }.OfType<RoleHost>()];

        RoleHost Host(Role role, string word) => new(role, hosting, opener, traces.Open(word), time, logger);
    }

    /// <summary>What refused clients are told.</summary>
    public ErrorInformation Errors { get; }

    /// <summary>Null when this process isn't the inbound proxy.</summary>
    public RoleHost? Inbound { get; }

    /// <summary>Null when this process isn't the outbound proxy.</summary>
    public RoleHost? Outbound { get; }

    public IReadOnlyList<RoleHost> All { get; }

    /// <summary>Who may go where; another one counts for the requests that come then.</summary>
    public TargetPolicy Targets
    {
        get => _targets;
        set => _targets = value;
    }

    public BufferBudget Budget { get; }

    /// <summary>Virtual connections of this moment; one that both proxies carry is one.</summary>
    public int Connections => All.SelectMany(host => host.Connections).Distinct().Count();

    /// <summary>True from the moment the process was told to stop.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Lets nothing new begin; completes when nothing is left, or by <paramref name="cancellation"/>.</summary>
    public Task DrainAsync(CancellationToken cancellation)
    {
        IsDraining = true;
        return Task.WhenAll(All.Select(host => host.DrainAsync(cancellation)));
    }

    /// <summary>Ends every connection.</summary>
    public Task StopAsync() => Task.WhenAll(All.Select(host => host.StopAsync()));

    public async ValueTask DisposeAsync()
    {
        foreach (RoleHost host in All)
        {
            await host.DisposeAsync();
        }

        _tls.Dispose();
    }
}
