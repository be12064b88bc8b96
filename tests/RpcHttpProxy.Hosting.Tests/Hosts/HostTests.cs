using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Core;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Hosts;

public class HostTests
{
    private const string InHead = "RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:{0} HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n";

    // [rpch 3.2.5.3/1]
    [Fact]
    public async Task A_server_greets_before_anything_is_read()
    {
        await using BackendHost backend = await StartBackendAsync("echo");
        using RawClient client = await RawClient.ConnectAsync(backend.EndPoints[0]);

        Assert.Equal("ncacn_http/1.0", Encoding.ASCII.GetString(await client.ReadAsync(14)));
        client.Dispose();
        await backend.StopAsync();
    }

    [Fact]
    public async Task A_server_that_refuses_the_connection_makes_the_inbound_proxy_answer_6ba()
    {
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)deaf.LocalEndPoint!).Port;
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings =>
        {
            settings.Proxy.AllowedTargets.Add($"127.0.0.1:{port}");
            settings.Proxy.ErrorInformation = ErrorInformationLevel.None;
        });
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        await client.SendAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, InHead, port));
        await client.SendAsync(Vectors.Load("CONN_B1"));

        Assert.Equal(
            "HTTP/1.0 503 RPC Error: 6ba\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            Encoding.ASCII.GetString(await client.ReadToEndAsync()));
        Assert.Equal(1, proxy.Host.Snapshots()[0].Ended[CloseReason.ServerUnreachable]);
        Assert.Equal(0, proxy.Host.Snapshots()[0].Rows);
    }

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task Stopping_ends_channels_that_have_said_nothing_and_channels_that_have_and_takes_no_longer_than_the_last_bytes_do()
    {
        await using BackendHost backend = await StartBackendAsync("echo");
        int port = backend.EndPoints[0].Port;
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings => settings.Proxy.AllowedTargets.Add($"127.0.0.1:{port}"));
        string head = string.Format(System.Globalization.CultureInfo.InvariantCulture, InHead, port);
        using RawClient silent = await RawClient.ConnectAsync(proxy.EndPoint);
        using RawClient talking = await RawClient.ConnectAsync(proxy.EndPoint);
        await silent.SendAsync(head);
        await talking.SendAsync(head);
        await talking.SendAsync(Vectors.Load("CONN_B1"));
        await Eventually.TrueAsync(
            () => proxy.Host.Snapshots()[0] is { Rows: 1, LiveChannels: 3 } && backend.Snapshots()[0].Rows == 1, () => $"{proxy.Host.Snapshots()[0]}");

        long begun = Stopwatch.GetTimestamp();
        Task stopping = Task.WhenAll(proxy.Host.StopAsync(), backend.StopAsync());
        string[] answers = [Encoding.ASCII.GetString(await silent.ReadToEndAsync()), Encoding.ASCII.GetString(await talking.ReadToEndAsync())];
        await stopping;

        Assert.All(answers, answer => Assert.StartsWith("HTTP/1.0 503 RPC Error: ", answer, StringComparison.Ordinal));
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, TimeSpan.FromSeconds(3));
        Assert.Equal(0, proxy.Host.Snapshots()[0].LiveChannels);
        Assert.Equal(0, backend.Snapshots()[0].LiveChannels);
    }

    [Fact]
    public async Task Health_and_counters_are_on_the_admin_listener_and_not_on_the_public_one()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings => settings.Admin.Url = "http://127.0.0.1:0");
        using var http = new HttpClient();

        Assert.Equal("ok\n", await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/health")));
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync(new Uri(proxy.Host.Urls[0], "/counters"))).StatusCode);

        using JsonDocument counters = JsonDocument.Parse(await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters")));
        JsonElement inbound = counters.RootElement.GetProperty("roles")[0];
        Assert.Equal("InboundProxy", inbound.GetProperty("role").GetString());
        foreach (string name in (string[])["rows", "liveChannels", "queuedBytes", "byState", "opened", "ended", "refused"])
        {
            Assert.True(inbound.TryGetProperty(name, out _), name);
        }

        JsonElement process = counters.RootElement.GetProperty("process");
        Assert.InRange(process.GetProperty("openDescriptors").GetInt32(), 1, process.GetProperty("descriptorLimit").GetInt64());
        Assert.True(process.GetProperty("managedHeapBytes").GetInt64() > 0);
        Assert.True(process.GetProperty("workingSetBytes").GetInt64() > 0);
    }

    [Fact]
    public async Task The_proxies_live_in_somebody_elses_application()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Proxy:AllowedTargets:0"] = "127.0.0.1:1";
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.LimitForRpcHttp();
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddRpcHttpProxy(builder.Configuration);
        await using WebApplication app = builder.Build();
        app.MapGet("/", () => "mine");
        app.MapRpcHttpProxy();
        await app.StartAsync();
        var url = new Uri(app.Urls.Single());

        using var http = new HttpClient();
        Assert.Equal("mine", await http.GetStringAsync(url));
        using var echo = new HttpRequestMessage(new HttpMethod("RPC_IN_DATA"), new Uri(url, "/rpc/rpcproxy.dll")) { Content = new ByteArrayContent([]) };
        using HttpResponseMessage response = await http.SendAsync(echo);
        Assert.Equal("Success", response.ReasonPhrase);
    }

    [Fact]
    public async Task An_application_with_faulty_settings_does_not_start()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["Proxy:AllowedTargets:0"] = "nonsense";
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRpcHttpProxy(builder.Configuration);
        await using WebApplication app = builder.Build();

        var e = await Assert.ThrowsAsync<OptionsValidationException>(() => app.StartAsync());

        Assert.Contains("Proxy:AllowedTargets", e.Message, StringComparison.Ordinal);
    }

    private static async Task<BackendHost> StartBackendAsync(string service)
    {
        var settings = new BackendHostSettings();
        settings.Backend.Endpoints.Add(new BackendEndpointOptions { Listen = "127.0.0.1:0", Service = service });
        settings.Log.Console = false;
        BackendHost backend = BackendHost.Build(settings);
        await backend.StartAsync();
        return backend;
    }
}
