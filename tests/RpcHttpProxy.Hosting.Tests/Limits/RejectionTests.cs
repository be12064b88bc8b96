using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Tests.Carriers;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Limits;

/// <summary>Whatever is refused leaves a line with its peer and its reason, and a count.</summary>
public sealed class RejectionTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("GET /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\n\r\n", "MethodNotAllowed", "GET /rpc/rpcproxy.dll answered with 405")]
    [InlineData("GET / HTTP/1.1\r\nHost: p\r\n\r\n", "NotFound", "GET / answered with 404")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\n\r\n", "BadRequest", "A Content-Length is needed")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n", "Forbidden", "answered with 403")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\n\r\n", "MalformedRequest", "Host")] // none
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: x\r\n\r\n", "MalformedRequest", "content length")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\nHost: p\n\n", "MalformedRequest", "")]
    [InlineData("nonsense\r\n\r\n", "MalformedRequest", "")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/2.0\r\nHost: p\r\n\r\n", "MalformedRequest", "version")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: +5\r\n\r\n", "MalformedRequest", "content length")]
    [InlineData("FOO /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\n\r\n", "MethodNotAllowed", "FOO /rpc/rpcproxy.dll answered with 501")]
    [InlineData("CONNECT p:80 HTTP/1.1\r\nHost: p:80\r\n\r\n", "MethodNotAllowed", "answered with 501")]
    public async Task A_refusal_is_counted_by_kind_and_logged_with_its_peer(string request, string kind, string words)
    {
        int port;
        await using (RunningProxy proxy = await RunningProxy.StartAsync(settings =>
        {
            settings.Log.File = _folder["log-.txt"];
            settings.Admin.Url = "http://127.0.0.1:0";
        }))
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
            port = ((System.Net.IPEndPoint)client.Socket.LocalEndPoint!).Port;
            await client.SendAsync(request);
            await client.ReadToEndAsync();

            using var http = new HttpClient();
            using JsonDocument counters = JsonDocument.Parse(await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters")));
            Assert.Equal(1, counters.RootElement.GetProperty("rejected").GetProperty(kind).GetInt32());
        }

        string log = await File.ReadAllTextAsync(Directory.GetFiles(Path.GetDirectoryName(_folder["log"])!, "log-*").Single());
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port} was rejected, \"{kind}\": "), log, StringComparison.Ordinal);
        Assert.Contains(words, log, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "NotFound", "GET /nothing on the admin listener answered with 404")]
    [InlineData("POST /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "MethodNotAllowed", "POST /health on the admin listener answered with 405")]
    [InlineData("FOO /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "MethodNotAllowed", "answered with 501")]
    [InlineData("GET /health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n", "Forbidden", "answered with 403")]
    [InlineData("GET /health HTTP/1.1\r\n\r\n", "MalformedRequest", "Host")]
    public async Task So_is_one_by_the_admin_listener(string request, string kind, string words)
    {
        int port;
        await using (RunningProxy proxy = await RunningProxy.StartAsync(settings =>
        {
            settings.Log.File = _folder["log-.txt"];
            settings.Admin.Url = "http://127.0.0.1:0";
        }))
        {
            using RawClient client = await RawClient.ConnectAsync(System.Net.IPEndPoint.Parse(proxy.Host.AdminUrl!.Authority));
            port = ((System.Net.IPEndPoint)client.Socket.LocalEndPoint!).Port;
            await client.SendAsync(request);
            await client.ReadToEndAsync();

            using var http = new HttpClient();
            using JsonDocument counters = JsonDocument.Parse(await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters")));
            Assert.Equal(1, counters.RootElement.GetProperty("rejected").GetProperty(kind).GetInt32());
        }

        string log = await File.ReadAllTextAsync(Directory.GetFiles(Path.GetDirectoryName(_folder["log"])!, "log-*").Single());
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port} was rejected, \"{kind}\": "), log, StringComparison.Ordinal);
        Assert.Contains(words, log, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void Of_a_kind_ten_lines_are_written_in_ten_seconds_and_the_next_says_how_many_were_not()
    {
        var time = new FakeTimeProvider();
        var lines = new RecordedLog(LogLevel.Information);
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(lines));
        var rejections = new RejectionLog(time, loggers.CreateLogger<RejectionLog>());
        for (int i = 0; i < 100; i++)
        {
            rejections.Note(Rejection.NotFound, "192.0.2.1:1", "no\u001b such");
        }

        rejections.Note(Rejection.Forbidden, "192.0.2.1:1", "another kind");
        Assert.Equal(11, lines.Lines.Count);
        Assert.All(lines.Lines, line => Assert.DoesNotContain('\u001b', line));

        time.Advance(TimeSpan.FromSeconds(10));
        rejections.Note(Rejection.NotFound, "192.0.2.1:1", "again");
        Assert.Contains("again; 90 more since the last message", lines.Lines.Last(), StringComparison.Ordinal);
        Assert.Equal(101, rejections.Counts[Rejection.NotFound]);
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("localhost:8080", true)]
    [InlineData("a.localhost", true)]
    [InlineData("proxy", true)]
    [InlineData("", true)]
    [InlineData("evil.example", false)]
    [InlineData("evil.example.", false)]
    [InlineData("127.0.0.1.evil.example:80", false)]
    [InlineData("localhost.evil.example", false)]
    public void A_name_that_somebody_could_register_is_not_this_machines(string host, bool isLocal) =>
        Assert.Equal(isLocal, RpcHttpProxy.Edge.Authentication.HostName.IsLocal(host));

    [Fact]
    public async Task The_admin_listener_on_loopback_takes_no_other_machines_name()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings => settings.Admin.Url = "http://127.0.0.1:0");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(proxy.Host.AdminUrl!, "/counters")) { Headers = { Host = "evil.example" } };

        using HttpResponseMessage response = await http.SendAsync(request);

        Assert.Equal(System.Net.HttpStatusCode.Forbidden, response.StatusCode);
    }
}
