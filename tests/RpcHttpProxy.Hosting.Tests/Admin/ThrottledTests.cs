using System.Net;
using System.Text.Json;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tests.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Admin;

/// <summary>Whose attempts are slowed is told on the admin listener, and cleared there; not by a web page.</summary>
public sealed class ThrottledTests : IDisposable
{
    private const string Echo = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n";

    private readonly ScratchFolder _folder = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task Who_is_slowed_is_listed_and_looked_at_at_once_when_cleared_and_the_audit_log_says_who_cleared()
    {
        await using (RunningProxy proxy = await StartAsync())
        {
            await FailAsync(proxy, "alice", 2);
            await FailAsync(proxy, "bob", 2);
            JsonElement all = await ListAsync(proxy);
            Assert.Equal(1, all.GetProperty("total").GetInt32());
            await FailAsync(proxy, "alice", 2);
            string[] slowed =
            [
                .. (await ListAsync(proxy)).GetProperty("throttled").EnumerateArray()
                    .Select(one => $"{one.GetProperty("user").GetString()} at {one.GetProperty("address").GetString()}"),
            ];
            Assert.Equal([" at 127.0.0.1", "alice at ", "alice at 127.0.0.1"], slowed);

            Assert.Equal((200, 3), await ClearAsync(proxy, "all=true"));

            Assert.Equal(0, (await ListAsync(proxy)).GetProperty("total").GetInt32());
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
            Assert.Equal((200, false), await BasicTests.AskAsync(client, $"{Echo}{BasicTests.Basic("alice", "right")}"));
        }

        string log = string.Concat(Directory.EnumerateFiles(Path.GetDirectoryName(_folder["log-.txt"])!, "log-*").Select(File.ReadAllText));
        Assert.Matches("127.0.0.1:[0-9]+ cleared the failed attempts of \"?all users\"? at \"?all addresses\"? on the admin listener: 3 were slowed for them", log);
    }

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_name_that_nobody_has_is_not_told()
    {
        await using RunningProxy proxy = await StartAsync();
        await FailAsync(proxy, "a-password", 4);

        string listed = (await ListAsync(proxy)).ToString();

        Assert.DoesNotContain("PASSWORD", listed, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("an unknown user", listed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "/throttled/clear?all=true", "", 405)]
    [InlineData("POST", "/throttled", "X-Requested-With: rpchttp\r\n", 405)]
    [InlineData("POST", "/throttled/clear?all=true", "", 403)]                                                      // a form of a web page
    [InlineData("POST", "/throttled/clear?all=true", "X-Requested-With: x\r\nOrigin: http://evil.example\r\n", 403)]
    [InlineData("POST", "/throttled/clear?all=true", "X-Requested-With: x\r\nOrigin: null\r\n", 403)]
    [InlineData("OPTIONS", "/throttled/clear?all=true", "Origin: http://evil.example\r\nAccess-Control-Request-Method: POST\r\n", 405)]
    [InlineData("POST", "/throttled/clear", "X-Requested-With: rpchttp\r\n", 400)]
    [InlineData("POST", "/throttled/clear?all=true&user=alice", "X-Requested-With: rpchttp\r\n", 400)]
    [InlineData("POST", "/throttled/clear?address=nowhere", "X-Requested-With: rpchttp\r\n", 400)]
    [InlineData("POST", "/throttled/clear?address=2001:db8::7", "X-Requested-With: rpchttp\r\n", 200)]
    [InlineData("POST", "/throttled/clear?address=2001:db8::%2F64&user=LAB%5Calice", "X-Requested-With: rpchttp\r\n", 200)]
    public async Task Nothing_is_cleared_by_a_web_page_or_by_what_is_not_understood(string method, string target, string headers, int status)
    {
        await using RunningProxy proxy = await StartAsync();

        Assert.Equal(status, await AskAsync(proxy, method, target, headers));
    }

    [Fact]
    public async Task A_name_that_leads_to_loopback_by_a_web_page_of_its_own_is_refused()
    {
        await using RunningProxy proxy = await StartAsync();

        Assert.Equal(403, await AskAsync(proxy, "GET", "/throttled", "", "evil.example"));
        Assert.Equal(403, await AskAsync(proxy, "POST", "/throttled/clear?all=true", "X-Requested-With: rpchttp\r\n", "evil.example"));
    }

    [Fact]
    public async Task A_backend_authenticates_nobody_and_has_no_such_list()
    {
        var settings = new BackendHostSettings();
        settings.Backend.Endpoints.Add(new BackendEndpointOptions { Listen = "127.0.0.1:0", Service = "echo" });
        settings.Admin.Url = "http://127.0.0.1:0";
        settings.Log.Console = false;
        await using BackendHost backend = BackendHost.Build(settings);
        await backend.StartAsync();

        using HttpResponseMessage response = await _http.GetAsync(new Uri(backend.AdminUrl!, "/throttled"));

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        await backend.StopAsync();
    }

    private static async Task FailAsync(RunningProxy proxy, string user, int times)
    {
        for (int i = 0; i < times; i++)
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
            Assert.Equal((401, true), await BasicTests.AskAsync(client, $"{Echo}{BasicTests.Basic(user, "wrong")}"));
        }
    }

    private static async Task<int> AskAsync(RunningProxy proxy, string method, string target, string headers, string host = "127.0.0.1")
    {
        using RawClient client = await RawClient.ConnectAsync(IPEndPoint.Parse(proxy.Host.AdminUrl!.Authority));
        await client.SendAsync($"{method} {target} HTTP/1.1\r\nHost: {host}\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n");
        return int.Parse((await client.ReadToAsync("\r\n")).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private async Task<JsonElement> ListAsync(RunningProxy proxy)
    {
        using JsonDocument listed = JsonDocument.Parse(await _http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/throttled")));
        return listed.RootElement.Clone();
    }

    private async Task<(int Status, int Cleared)> ClearAsync(RunningProxy proxy, string query)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(proxy.Host.AdminUrl!, $"/throttled/clear?{query}"));
        request.Headers.Add("X-Requested-With", "test");
        using HttpResponseMessage response = await _http.SendAsync(request);
        using JsonDocument cleared = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return ((int)response.StatusCode, cleared.RootElement.GetProperty("cleared").GetInt32());
    }

    private Task<RunningProxy> StartAsync()
    {
        UserFile.Change(_folder["users"], users => users.Put(UserEntry.WithPassword("alice", "right", [])));
        return RunningProxy.StartAsync(settings =>
        {
            settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Basic);
            settings.Proxy.Authentication.UsersFile = _folder["users"];
            settings.Admin.Url = "http://127.0.0.1:0";
            settings.Log.File = _folder["log-.txt"];
        });
    }
}
