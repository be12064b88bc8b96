using System.Net;
using RpcHttpProxy.Client;
using RpcHttpProxy.Hosting;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Tracing;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>Inbound proxy, outbound proxy and backend in this process, each a host of its own on a free loopback port.</summary>
internal sealed class Stack : IAsyncDisposable
{
    private readonly ProxyHost _inbound;
    private readonly ProxyHost _outbound;
    private readonly BackendHost _backend;

    private Stack(ProxyHost inbound, ProxyHost outbound, BackendHost backend) => (_inbound, _outbound, _backend) = (inbound, outbound, backend);

    public Uri InboundUrl => _inbound.Urls.Single();

    public Uri OutboundUrl => _outbound.Urls.Single();

    public IPEndPoint InboundEndPoint => IPEndPoint.Parse(InboundUrl.Authority);

    public IPEndPoint OutboundEndPoint => IPEndPoint.Parse(OutboundUrl.Authority);

    public IPEndPoint ServerEndPoint => _backend.EndPoints.Single();

    /// <summary>The server as clients ask for it.</summary>
    public string Server => ServerEndPoint.ToString();

    public RoleSnapshot Inbound => _inbound.Snapshots().Single();

    public RoleSnapshot Outbound => _outbound.Snapshots().Single();

    public RoleSnapshot ServerRole => _backend.Snapshots().Single();

    public IReadOnlyList<RoleSnapshot> Roles => [Inbound, Outbound, ServerRole];

    /// <summary>Starts all three; time-outs are short, so that what must die of them dies within the test.</summary>
    public static async Task<Stack> StartAsync(
        string service = "echo", string? allowAlso = null, TimeSpan? setupTimeout = null, ITraceSink? trace = null)
    {
        BackendHost backend = BackendHost.Build(BackendSettings(service, setupTimeout, trace));
        await backend.StartAsync();
        string[] allowed = [backend.EndPoints.Single().ToString(), .. allowAlso is null ? Array.Empty<string>() : [allowAlso]];
        ProxyHost inbound = ProxyHost.Build(ProxySettings(ProxyRoleChoice.Inbound, allowed, setupTimeout, trace));
        ProxyHost outbound = ProxyHost.Build(ProxySettings(ProxyRoleChoice.Outbound, allowed, setupTimeout, trace));
        await Task.WhenAll(inbound.StartAsync(), outbound.StartAsync());
        return new Stack(inbound, outbound, backend);
    }

    /// <summary>Opens a virtual connection by our own client.</summary>
    public Task<RpcHttpConnection> OpenAsync(string? server = null, ITraceSink? trace = null)
    {
        var options = new RpcHttpConnectionOptions { InboundProxy = InboundUrl, OutboundProxy = OutboundUrl, Server = server ?? Server };
        return RpcHttpConnection.OpenAsync(trace is null ? options : options with { Trace = trace });
    }

    /// <summary>Waits until no role holds a connection, a channel, a timer or a byte.</summary>
    public Task EmptyAsync() => HoldsAsync(connections: 0);

    /// <summary>Waits until each role holds just so many open connections with their two channels (the server: and its service), and no byte.</summary>
    public Task HoldsAsync(int connections) => Eventually.TrueAsync(
        () => Roles.All(role =>
            role.Rows == connections
            && role.LiveChannels == connections * (role.Role == Core.RoleName.Server ? 3 : 2)
            && role.QueuedBytes == 0
            && (connections > 0 || role.RunningTimers == 0)),
        () => $"{connections} connections were expected:\n{string.Join('\n', Roles.Select(Text))}");

    public async ValueTask DisposeAsync()
    {
        foreach (ProxyHost proxy in new[] { _inbound, _outbound })
        {
            await proxy.StopAsync();
            await proxy.DisposeAsync();
        }

        await _backend.StopAsync();
        await _backend.DisposeAsync();
    }

    public static string Text(RoleSnapshot role) =>
        $"{role.Role}: {role.Rows} rows, {role.LiveChannels} channels, {role.RunningTimers} timers, {role.QueuedBytes} bytes; "
        + $"states {Text(role.ByState)}; ended {Text(role.Ended)}; refused {Text(role.Refused)}";

    private static string Text<TKey, TValue>(IReadOnlyDictionary<TKey, TValue> counts) =>
        string.Join(", ", counts.Select(pair => $"{pair.Key} {pair.Value}"));

    private static ProxyHostSettings ProxySettings(ProxyRoleChoice role, string[] allowed, TimeSpan? setupTimeout, ITraceSink? trace)
    {
        var settings = new ProxyHostSettings { TraceSink = trace, Engine = TestEngine.Options };
        settings.Proxy.Role = role;
        settings.Proxy.Listen.Add("http://127.0.0.1:0");
        settings.Proxy.SetupTimeout = setupTimeout ?? settings.Proxy.SetupTimeout;
        settings.Proxy.FirstPduTimeout = setupTimeout ?? settings.Proxy.FirstPduTimeout;
        settings.Log.Console = false;
        foreach (string target in allowed)
        {
            settings.Proxy.AllowedTargets.Add(target);
        }

        return settings;
    }

    private static BackendHostSettings BackendSettings(string service, TimeSpan? setupTimeout, ITraceSink? trace)
    {
        var settings = new BackendHostSettings { TraceSink = trace, Engine = TestEngine.Options };
        settings.Backend.Endpoints.Add(new BackendEndpointOptions { Listen = "127.0.0.1:0", Service = service });
        settings.Backend.SetupTimeout = setupTimeout ?? settings.Backend.SetupTimeout;
        settings.Backend.FirstPduTimeout = setupTimeout ?? settings.Backend.FirstPduTimeout;
        settings.Log.Console = false;
        return settings;
    }
}
