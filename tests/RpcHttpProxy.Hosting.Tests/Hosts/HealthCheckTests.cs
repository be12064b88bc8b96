using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Hosts;

public class HealthCheckTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\n";
    private const string Draining = "HTTP/1.1 503 Service Unavailable\r\n";

    [Theory]
    [InlineData("GET", "ok\n")]
    [InlineData("HEAD", "")]
    public async Task A_balancer_is_told_without_a_password_that_the_proxy_takes_connections(string method, string body)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings => settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Ntlm));

        string said = await AskAsync(proxy, $"{method} /rpc/healthcheck.htm");

        Assert.StartsWith(Ok, said, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 3\r\n", said, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + body, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "draining\n")]
    [InlineData("HEAD", "")]
    public async Task A_balancer_is_told_when_the_proxy_drains(string method, string body)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await proxy.Host.DrainAsync();

        string said = await AskAsync(proxy, $"{method} /rpc/healthcheck.htm");

        Assert.StartsWith(Draining, said, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + body, said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RPC_IN_DATA")]
    [InlineData("RPC_OUT_DATA")]
    public async Task An_echo_tells_it_too_with_all_else_that_an_echo_has(string method)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        await proxy.Host.DrainAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        for (int i = 0; i < 2; i++)
        {
            await client.SendAsync($"{method} /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 4\r\n\r\n0123");
            string head = await client.ReadToAsync("\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 503 RPC Error: 6bb\r\n", head, StringComparison.Ordinal);
            Assert.Contains("Content-Length: 20\r\n", head, StringComparison.Ordinal);
            Assert.Contains("Content-Type: application/rpc\r\n", head, StringComparison.Ordinal);
            Assert.Equal(RpcHttpProxy.Protocol.EchoExchange.Response.ToArray(), await client.ReadAsync(20));
        }

        Assert.Equal(2, proxy.Host.Snapshots().Sum(role => role.Refused.GetValueOrDefault(RpcHttpProxy.Core.CloseReason.Shutdown)));
    }

    [Fact]
    public async Task A_balancer_may_ask_again_on_the_same_connection()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        for (int i = 0; i < 3; i++)
        {
            await client.SendAsync("HEAD /rpc/healthcheck.htm HTTP/1.1\r\nHost: p\r\n\r\n");
            Assert.StartsWith(Ok, await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("OPTIONS")]
    [InlineData("RPC_IN_DATA")]
    public async Task Other_methods_are_told_which_there_are(string method)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();

        string said = await AskAsync(proxy, $"{method} /rpc/healthcheck.htm");

        Assert.StartsWith("HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD\r\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_none_when_it_is_switched_off()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings => settings.Proxy.HealthCheck = false);

        Assert.StartsWith("HTTP/1.1 404 ", await AskAsync(proxy, "GET /rpc/healthcheck.htm"), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(RunningProxy proxy, string request)
    {
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        await client.SendAsync($"{request} HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        return System.Text.Encoding.ASCII.GetString(await client.ReadToEndAsync());
    }
}
