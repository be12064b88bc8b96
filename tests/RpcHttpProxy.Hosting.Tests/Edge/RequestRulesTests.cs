using System.Diagnostics;
using System.Text;
using RpcHttpProxy.Core;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Edge;

public class RequestRulesTests
{
    private const string Denied = "HTTP/1.0 503 RPC Error: 5, EEInfo: ARAIAMzMzM";

    // A second for the client to see the answer, and what a busy machine adds; left to itself Kestrel takes six.
    private static readonly TimeSpan _soonEnough = TimeSpan.FromSeconds(3);

    // [rpch 2.1.2.1/5]
    [Theory]
    [InlineData("GET /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\n", "HTTP/1.1 405 Method Not Allowed\r\nAllow: RPC_IN_DATA, RPC_OUT_DATA\r\n")]
    [InlineData("POST /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1\r\n", "HTTP/1.1 405 ")]
    [InlineData("rpc_in_data /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n", "HTTP/1.1 501 ")]
    [InlineData("RPC_IN_DATA /rpc/other.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n", "HTTP/1.1 404 Not Found\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: p\r\n", "HTTP/1.1 404 ")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\n", "HTTP/1.1 400 Bad Request\r\n")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nTransfer-Encoding: chunked\r\n", "HTTP/1.1 400 ")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n", "HTTP/1.1 400 ")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n", "HTTP/1.1 400 ")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?s HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n", "HTTP/1.1 400 ")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?s:0 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n", "HTTP/1.1 400 ")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?2130706433:80 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n", "HTTP/1.1 400 ")]
    [InlineData("RPC_OUT_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 75\r\n", "HTTP/1.1 400 ")]
    [InlineData("RPC_OUT_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 76\r\n", Denied)]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 17\r\n", Denied)]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n", Denied)]
    [InlineData("RPC_IN_DATA /RPC/RpcProxy.DLL?s:1 HTTP/1.0\r\nContent-Length: 1073741824\r\n", Denied)]
    [InlineData("RPC_OUT_DATA /RpcWithCert/RpcProxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 120\r\n", "HTTP/1.1 403 Forbidden\r\n")]
    public async Task A_request_that_does_not_belong_here_is_told_so(string head, string answer)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        await client.SendAsync(head + "\r\n");
        string said = await client.ReadToAsync("\r\n\r\n");

        Assert.StartsWith(answer, said, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", true)]
    [InlineData("HEAD", false)] // RFC 9110, 9.3.2
    [InlineData("OPTIONS", true)]
    [InlineData("POST", true)]
    [InlineData("PUT", true)]
    [InlineData("DELETE", true)]
    [InlineData("TRACE", true)]
    [InlineData("PATCH", true)]
    public async Task Each_other_method_is_told_which_there_are(string method, bool hasBody)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        await client.SendAsync($"{method} /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n");
        string said = Encoding.ASCII.GetString(await client.ReadToEndAsync());

        Assert.StartsWith("HTTP/1.1 405 Method Not Allowed\r\nAllow: RPC_IN_DATA, RPC_OUT_DATA\r\n", said, StringComparison.Ordinal);
        Assert.Contains("Content-Length: 45\r\n", said, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n" + (hasBody ? "The methods here: RPC_IN_DATA, RPC_OUT_DATA.\n" : ""), said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/rpc/rpcproxy.dll", 200)]
    [InlineData("/RPC/RpcProxy.dll?s:1", 200)]
    [InlineData("http://p/rpc/rpcproxy.dll", 200)]              // RFC 9112, 3.2.2
    [InlineData("/%72pc/rpcproxy%2Edll", 200)]                  // RFC 3986, 6.2.2.2
    [InlineData("/x/../rpc/./rpcproxy.dll", 200)]               // 6.2.2.3
    [InlineData("http://q/rpc/rpcproxy.dll", 200)]              // the target names the host, whatever Host says
    [InlineData("/rpc/rpcproxy.dll/", 404)]
    [InlineData("/rpc/rpcproxy.dll/?s:1", 404)]
    [InlineData("http://p/rpc/rpcproxy.dll/", 404)]
    [InlineData("/rpc/rpcproxy%2Edll/", 404)]
    [InlineData("/rpcwithcert/rpcproxy.dll/", 404)]             // as an echo it would be answered without a certificate
    [InlineData("/rpc%2Frpcproxy.dll", 404)]
    [InlineData("//rpc/rpcproxy.dll", 404)]
    [InlineData("/rpc//rpcproxy.dll", 404)]
    [InlineData("/rpc/rpcproxy.dll;x", 404)]
    [InlineData("/rpc/healthcheck.htm/", 404)]
    [InlineData("/rpcwithcert/rpcproxy.dll", 403)]
    public async Task A_path_is_one_of_ours_in_whatever_form_that_means_the_same_and_no_other_is(string target, int status)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        await client.SendAsync($"RPC_IN_DATA {target} HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    // [rpch 2.1.2.1.1/2-6, 2.1.2.1.1/9-10, 2.1.2.1.2/2-6, 2.1.2.1.2/9-10, 2.1.2.1.2/14-17, 2.1.2.1.5/4-7, 2.1.2.1.5/10-12, 3.2.3.5.1/2-3, 3.2.4.5.1/3-4]
    [Theory]
    [InlineData("Accept: text/html")]
    [InlineData("Cache-Control: max-age=60")]
    [InlineData("Connection: Upgrade")]
    [InlineData("Pragma: Yes-cache")]
    [InlineData("Pragma: MinConnTimeout=soon")]
    [InlineData("Pragma: ResourceTypeUuid=everything")]
    [InlineData("Pragma: SessionId=42")]
    public async Task What_a_proxy_has_to_ignore_in_a_request_may_hold_anything(string field)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using RawClient echoes = await RawClient.ConnectAsync(proxy.EndPoint), @in = await RawClient.ConnectAsync(proxy.EndPoint),
            @out = await RawClient.ConnectAsync(proxy.EndPoint);

        await echoes.SendAsync($"RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\n{field}\r\nContent-Length: 5\r\n\r\nhello");
        await @in.SendAsync($"RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\n{field}\r\nContent-Length: 1073741824\r\n\r\n");
        await @out.SendAsync($"RPC_OUT_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\n{field}\r\nContent-Length: 76\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 Success\r\n", await echoes.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
        Assert.Equal(RtsPdus.Echo().ToArray(), await echoes.ReadAsync(20));
        Assert.StartsWith(Denied, await @in.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith(Denied, await @out.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("X-User: M\xfcller")]
    [InlineData("Cookie: n=gr\x80en")]
    [InlineData("X-Client-Subject: CN=J\xf8rgen")]
    [InlineData("X-Utf8: M\xc3\xbcller")]
    public async Task Octets_that_are_not_ASCII_in_a_field_are_nothing_to_refuse_a_request_for(string field)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        byte[] head = Encoding.Latin1.GetBytes($"RPC_OUT_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\n{field}\r\nContent-Length: 76\r\n\r\n");
        using RawClient atOnce = await RawClient.ConnectAsync(proxy.EndPoint), behindAnEcho = await RawClient.ConnectAsync(proxy.EndPoint);

        await atOnce.SendAsync(head);
        await behindAnEcho.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n"); // makes what follows Kestrel's
        await behindAnEcho.ReadToAsync("\r\n\r\n");
        await behindAnEcho.ReadAsync(20);
        await behindAnEcho.SendAsync(head);

        Assert.StartsWith(Denied, await atOnce.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
        Assert.StartsWith(Denied, await behindAnEcho.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?s:1")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll")]
    [InlineData("RPC_IN_DATA /elsewhere")]
    [InlineData("POST /rpc/rpcproxy.dll")]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_client_that_goes_on_with_its_GiB_after_a_refusal_reads_it_and_is_cut_off_soon(string request)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        long begun = Stopwatch.GetTimestamp();
        await client.SendAsync($"{request} HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");
        await client.SendAsync(new byte[200_000]);
        string all = Encoding.ASCII.GetString(await client.ReadToEndAsync());

        Assert.Contains("Connection: close\r\n", all, StringComparison.Ordinal);
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, _soonEnough);
    }

    [Theory]
    [InlineData(ProxyRoleChoice.Inbound, "RPC_OUT_DATA", "RPC_IN_DATA")]
    [InlineData(ProxyRoleChoice.Outbound, "RPC_IN_DATA", "RPC_OUT_DATA")]
    public async Task A_proxy_of_one_role_refuses_the_other_ones_method(ProxyRoleChoice role, string method, string allowed)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings => settings.Proxy.Role = role);
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        await client.SendAsync($"{method} /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 76\r\n\r\n");

        string head = await client.ReadToAsync("\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 405 Method Not Allowed\r\nAllow: {allowed}\r\n", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_denied_target_is_counted()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings => settings.Proxy.AllowedTargets.Add("good:593"));
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        await client.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll?bad:593 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");
        await client.ReadToEndAsync();

        Assert.Equal(1, proxy.Host.Snapshots().Single(role => role.Role == RoleName.InboundProxy).Refused[CloseReason.TargetDenied]);
    }

    // [rpch 2.1.2.1.5/2-3, 2.1.2.1.5/8, 2.1.2.1.6/2-6, 3.2.3.5.9/1-3, 3.2.4.5.13/1-3]
    [Theory]
    [InlineData("RPC_IN_DATA", "HTTP/1.0\r\nConnection: Keep-Alive", "")]
    [InlineData("RPC_OUT_DATA", "HTTP/1.0\r\nConnection: Keep-Alive", "?s:1")]
    [InlineData("RPC_IN_DATA", "HTTP/1.1\r\nHost: p", "?s:1")]
    [InlineData("RPC_OUT_DATA", "HTTP/1.1\r\nHost: p", "")]
    public async Task Echoes_are_answered_one_after_another_on_one_connection(string method, string protocol, string query)
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        foreach (int length in (int[])[4, 0, 16])
        {
            await client.SendAsync($"{method} /rpc/rpcproxy.dll{query} {protocol}\r\nContent-Length: {length}\r\n\r\n{new string('x', length)}");

            string head = await client.ReadToAsync("\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200 Success\r\n", head, StringComparison.Ordinal);
            Assert.Contains("Content-Length: 20\r\n", head, StringComparison.Ordinal);
            Assert.Contains("Content-Type: application/rpc\r\n", head, StringComparison.Ordinal);
            Assert.Contains("Connection: Keep-Alive\r\n", head, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(EchoExchange.Response.ToArray(), await client.ReadAsync(20));
        }
    }

    [Fact]
    public async Task An_echo_that_asks_for_it_gets_its_hundred_first()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        await client.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");

        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await client.ReadToAsync("\r\n\r\n"));
        await client.SendAsync("body");
        Assert.StartsWith("HTTP/1.1 200 Success\r\n", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_line_that_ends_without_CR_is_refused()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        await client.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\nHost: p\nContent-Length: 0\n\n");

        Assert.StartsWith("HTTP/1.1 400 ", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /%0A2026-01-01%20INF%20forged HTTP/1.1\r\nHost: p\r\n")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?a%0AINF%20forged:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?a%0D%0Aforged:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\nX-Forwarded-For: a%0Aforged\r\n")]
    public async Task No_request_writes_a_line_of_its_own_into_the_log(string head)
    {
        using var folder = new ScratchFolder();
        await using (RunningProxy proxy = await RunningProxy.StartAsync(settings =>
        {
            settings.Log.File = folder["log-.txt"];
            settings.Log.Level = Microsoft.Extensions.Logging.LogLevel.Debug;
        }))
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
            await client.SendAsync(head + "\r\n");
            await client.ReadToEndAsync();
        }

        string[] lines = [.. Directory.EnumerateFiles(Path.GetDirectoryName(folder["log-.txt"])!).SelectMany(File.ReadLines)];
        Assert.Contains(lines, line => line.Contains(" answered with 40", StringComparison.Ordinal)); // there was something to log
        Assert.All(lines, line => Assert.Matches("^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9:.]{12} (DBG|INF|WRN) ", line));
        Assert.DoesNotContain(lines, line => line.Contains("INF forged", StringComparison.Ordinal));
    }
}
