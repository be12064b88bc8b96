using RpcHttpProxy.Hosting;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Client.Tests.Recycling;

/// <summary>Two nodes, each inbound and outbound proxy in one, and a backend, in this process on free loopback ports; channels of 128 KiB.</summary>
internal sealed class TwoNodes : IAsyncDisposable
{
    /// <summary>The shortest lifetime there is (2.2.3.5.4).</summary>
    public const uint ChannelLifetime = 131_072;

    /// <summary>For a machine that has much else to do.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly BackendHost _backend;
    private readonly ProxyHost[] _nodes;

    private TwoNodes(BackendHost backend, ProxyHost[] nodes) => (_backend, _nodes) = (backend, nodes);

    public RoleSnapshot Server => _backend.Snapshots().Single();

    /// <summary>Starts them; each role writes its trace below <paramref name="traces"/>, when there is such a directory.</summary>
    public static async Task<TwoNodes> StartAsync(string? traces = null)
    {
        var settings = new BackendHostSettings { Engine = { Reactors = 3 } };
        settings.Backend.Endpoints.Add(new BackendEndpointOptions { Listen = "127.0.0.1:0", Service = "echo" });
        settings.Log.Console = false;
        (settings.Trace.Directory, settings.Trace.Node) = (traces, "backend");
        BackendHost backend = BackendHost.Build(settings);
        await backend.StartAsync();
        ProxyHost[] nodes = [Node(backend, "a", traces), Node(backend, "b", traces)];
        await Task.WhenAll(nodes.Select(node => node.StartAsync()));
        return new TwoNodes(backend, nodes);
    }

    /// <summary>Opens a connection whose channels go by these nodes in turn, A or B each.</summary>
    public Task<RpcHttpConnection> OpenAsync(string path, ITraceSink? trace = null) => RpcHttpConnection.OpenAsync(Options(path, trace: trace));

    /// <summary>Options for such a connection, to the backend or to another server.</summary>
    public RpcHttpConnectionOptions Options(string path, string? server = null, ITraceSink? trace = null)
    {
        Uri[] urls = [.. path.Select(node => _nodes[node - 'A'].Urls.Single())];
        return new RpcHttpConnectionOptions
        {
            InboundProxy = urls[0],
            MoreInboundProxies = urls[1..],
            OutboundProxy = urls[0],
            MoreOutboundProxies = urls[1..],
            Server = server ?? _backend.EndPoints.Single().ToString(),
            ChannelLifetime = ChannelLifetime,
            Trace = trace ?? NullTraceSink.Instance,
            Node = "client",
        };
    }

    /// <summary>Waits until no role holds a connection, a channel, a timer or a byte.</summary>
    public async Task EmptyAsync()
    {
        using PeriodicTimer look = new(TimeSpan.FromMilliseconds(20));
        using CancellationTokenSource patience = new(Patience);
        while (Roles().Any(role => role is not { Rows: 0, LiveChannels: 0, RunningTimers: 0, QueuedBytes: 0 }))
        {
            try
            {
                await look.WaitForNextTickAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Assert.Fail($"left: {string.Join(Environment.NewLine, Roles())}");
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ProxyHost node in _nodes)
        {
            await node.StopAsync();
            await node.DisposeAsync();
        }

        await _backend.StopAsync();
        await _backend.DisposeAsync();
    }

    private static ProxyHost Node(BackendHost backend, string name, string? traces)
    {
        var settings = new ProxyHostSettings { Engine = { Reactors = 3 } };
        settings.Proxy.Listen.Add("http://127.0.0.1:0");
        settings.Proxy.AllowedTargets.Add(backend.EndPoints.Single().ToString());
        settings.Proxy.OutChannelLifetime = ChannelLifetime;
        (settings.Trace.Directory, settings.Trace.Node) = (traces, name);
        settings.Log.Console = false;
        return ProxyHost.Build(settings);
    }

    private IEnumerable<RoleSnapshot> Roles() => [.. _nodes.SelectMany(node => node.Snapshots()), Server];
}
