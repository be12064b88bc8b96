using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Limits;

/// <summary>The listeners without authentication: the backend's, and the admin listener.</summary>
public class ListenerLimitTests
{
    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_backend_closes_connections_beyond_its_limit_counts_them_and_greets_again_when_one_has_gone()
    {
        var settings = new BackendHostSettings();
        settings.Backend.Endpoints.Add(new BackendEndpointOptions { Listen = "127.0.0.1:0", Service = "echo" });
        settings.Backend.Endpoints.Add(new BackendEndpointOptions { Listen = "127.0.0.1:0", Service = "echo" });
        settings.Backend.MaxConnections = 2;
        settings.Admin.Url = "http://127.0.0.1:0";
        settings.Log.Console = false;
        await using BackendHost backend = BackendHost.Build(settings);
        await backend.StartAsync();
        RawClient first = await GreetedAsync(backend.EndPoints[0]);
        using RawClient second = await GreetedAsync(backend.EndPoints[1]);

        Assert.False(await IsServedAsync(backend.EndPoints[0]));
        Assert.False(await IsServedAsync(backend.EndPoints[1]));
        Assert.InRange(await HitsAsync(backend.AdminUrl!, "Connections"), 2, int.MaxValue);

        first.Dispose();
        await Eventually.TrueAsync(() => IsServedAsync(backend.EndPoints[1]), () => "nothing is accepted");
        await backend.StopAsync();
    }

    [Fact]
    public async Task The_admin_listener_closes_connections_beyond_its_limit_and_answers_again_when_they_have_gone()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings => settings.Admin.Url = "http://127.0.0.1:0");
        var admin = IPEndPoint.Parse(proxy.Host.AdminUrl!.Authority);
        List<RawClient> silent = [];
        for (int i = 0; i < AdminOptions.MaxConnections; i++)
        {
            silent.Add(await RawClient.ConnectAsync(admin));
        }

        Assert.False(await IsHealthyAsync(admin));

        silent.ForEach(client => client.Dispose());
        await Eventually.TrueAsync(() => IsHealthyAsync(admin), () => "it is not healthy");
        Assert.InRange(await HitsAsync(proxy.Host.AdminUrl!, "AdminConnections"), 1, int.MaxValue);
    }

    private static async Task<RawClient> GreetedAsync(IPEndPoint server)
    {
        RawClient client = await RawClient.ConnectAsync(server);
        Assert.Equal("ncacn_http/1.0", Encoding.ASCII.GetString(await client.ReadAsync(14)));
        return client;
    }

    private static Task<bool> IsServedAsync(IPEndPoint server) => IsAnsweredAsync(server, "", "ncacn_http/1.0");

    private static Task<bool> IsHealthyAsync(IPEndPoint admin) => IsAnsweredAsync(admin, "GET /health HTTP/1.1\r\nHost: p\r\nConnection: close\r\n\r\n", "HTTP/1.1 200 ");

    private static async Task<bool> IsAnsweredAsync(IPEndPoint server, string question, string answer)
    {
        try
        {
            using RawClient client = await RawClient.ConnectAsync(server);
            await client.SendAsync(question);
            return Encoding.ASCII.GetString(await client.ReadAsync(answer.Length)) == answer;
        }
        catch (Exception e) when (e is SocketException or EndOfStreamException)
        {
            return false;
        }
    }

    private static async Task<int> HitsAsync(Uri admin, string limit)
    {
        using var http = new HttpClient();
        using JsonDocument counters = JsonDocument.Parse(await http.GetStringAsync(new Uri(admin, "/counters")));
        return counters.RootElement.GetProperty("limits").GetProperty("hits").EnumerateObject()
            .Single(hit => hit.Name.Equals(limit, StringComparison.OrdinalIgnoreCase)).Value.GetInt32();
    }
}
