using System.Text.Json;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>Inbound proxy, outbound proxy and backend, each a process of its own on free loopback ports.</summary>
internal sealed class RoleProcesses : IAsyncDisposable
{
    private readonly HttpClient _http = new() { Timeout = Patience.Limit };

    private RoleProcesses(RunningProgram inbound, RunningProgram outbound, RunningProgram backend) =>
        (Inbound, Outbound, Backend) = (inbound, outbound, backend);

    public RunningProgram Inbound { get; }

    public RunningProgram Outbound { get; }

    public RunningProgram Backend { get; }

    public required Uri InboundUrl { get; init; }

    public required Uri OutboundUrl { get; init; }

    public required string Server { get; init; }

    /// <summary>How a command says where to go.</summary>
    public string[] Where => ["--inbound", InboundUrl.ToString(), "--outbound", OutboundUrl.ToString(), "--server", Server];

    public static async Task<RoleProcesses> StartAsync(string service = "echo", string? traces = null, TimeSpan drain = default)
    {
        string[] common = ["--admin", "http://127.0.0.1:0", .. traces is null ? Array.Empty<string>() : ["--trace", traces]];
        RunningProgram backend = RpcHttp.Start(["backend", "--listen", "127.0.0.1:0", "--service", service, .. common]);
        string server = (await backend.SaysAsync(@"Server at (127\.0\.0\.1:\d+)")).Groups[1].Value;
        common = [.. common, "--set", $"Proxy:DrainTimeout={drain}"];
        RunningProgram inbound = RpcHttp.Start(
            ["proxy", "--role", "inbound", "--listen", "http://127.0.0.1:0", "--allow", server, "--node", "inbound", .. common]);
        RunningProgram outbound = RpcHttp.Start(
            ["proxy", "--role", "outbound", "--listen", "http://127.0.0.1:0", "--allow", server, "--node", "outbound", .. common]);
        return new RoleProcesses(inbound, outbound, backend)
        {
            Server = server,
            InboundUrl = new Uri((await inbound.SaysAsync(@"InboundProxy at (http://127\.0\.0\.1:\d+)")).Groups[1].Value),
            OutboundUrl = new Uri((await outbound.SaysAsync(@"OutboundProxy at (http://127\.0\.0\.1:\d+)")).Groups[1].Value),
        };
    }

    /// <summary>Waits until the counters that a process serves tell that it holds no connection.</summary>
    public async Task HoldsNothingAsync(RunningProgram role)
    {
        JsonElement counters = default;
        await Eventually.TrueAsync(
            async () =>
            {
                counters = await CountersAsync(role);
                return counters.GetProperty("roles").EnumerateArray().All(one =>
                    one.GetProperty("rows").GetInt32() == 0 && one.GetProperty("liveChannels").GetInt32() == 0);
            },
            () => counters.ToString());
    }

    /// <summary>How many descriptors a process holds.</summary>
    public async Task<int> DescriptorsAsync(RunningProgram role) =>
        (await CountersAsync(role)).GetProperty("process").GetProperty("openDescriptors").GetInt32();

    private async Task<JsonElement> CountersAsync(RunningProgram role)
    {
        var admin = new Uri((await role.SaysAsync(@"counters at (http://127\.0\.0\.1:\d+)")).Groups[1].Value);
        return JsonDocument.Parse(await _http.GetStringAsync(new Uri(admin, "/counters"))).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Inbound.DisposeAsync();
        await Outbound.DisposeAsync();
        await Backend.DisposeAsync();
    }
}
