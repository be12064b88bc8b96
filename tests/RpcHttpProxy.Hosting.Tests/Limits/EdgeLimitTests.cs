using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Limits;

/// <summary>Each limit as a client meets it, and its counter.</summary>
[Trait(Category.Name, Category.Slow)]
public sealed partial class EdgeLimitTests
{
    private const string InHead = "RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:{0} HTTP/1.1\r\nHost: p\r\n{1}Content-Length: 1073741824\r\n\r\n";
    private const string TooBusy = "HTTP/1.0 503 RPC Error: 6bb";
    private const string Echo = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n";

    [Theory]
    [InlineData("connections")]
    [InlineData("connectionsPerAddress")]
    public async Task A_connection_too_many_is_closed_before_HTTP_and_one_that_ends_makes_room(string limit)
    {
        await using RunningProxy proxy = await StartAsync(limits =>
        {
            limits.MaxConnections = limit == "connections" ? 1 : 0;
            limits.MaxConnectionsPerAddress = limit == "connections" ? 0 : 1;
        });
        using RawClient first = await RawClient.ConnectAsync(proxy.EndPoint);
        await first.SendAsync(Echo);
        Assert.StartsWith("HTTP/1.1 200 Success", await first.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);

        Assert.Equal("", await EndOfNewAsync(proxy));

        await HitsAsync(proxy, limit, 1);
        first.Dispose();
        await UntilServedAsync(proxy);
    }

    [Theory]
    [InlineData("connections")]
    [InlineData("connectionsPerAddress")]
    public async Task A_connection_counts_as_long_as_the_channel_lives_that_has_taken_it_over(string limit)
    {
        using var server = new ListeningServer();
        await using RunningProxy proxy = await StartAsync(
            limits =>
            {
                limits.MaxConnections = limit == "connections" ? 1 : 0;
                limits.MaxConnectionsPerAddress = limit == "connections" ? 0 : 1;
            },
            settings => settings.Proxy.AllowedTargets.Add($"127.0.0.1:{server.Port}"));
        using RawClient channel = await OpenAsync(proxy, server);
        await server.AcceptAsync(); // Kestrel has done with it: its PDU was read

        Assert.Equal("", await EndOfNewAsync(proxy));

        await HitsAsync(proxy, limit, 1);
        channel.Dispose();
        await UntilServedAsync(proxy);
    }

    [Fact]
    public async Task A_head_that_does_not_come_in_time_is_a_408()
    {
        await using RunningProxy proxy = await StartAsync(limits => limits.HeadTimeout = TimeSpan.FromSeconds(0.2));
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        await client.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost:");

        Assert.StartsWith("HTTP/1.1 408 ", await EndOfAsync(client), StringComparison.Ordinal);
        await HitsAsync(proxy, "headTimeout", 1);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed()
    {
        await using RunningProxy proxy = await StartAsync(limits => limits.IdleTimeout = TimeSpan.FromSeconds(0.2));
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal("", await EndOfAsync(client));
        await HitsAsync(proxy, "idleTimeout", 1);
    }

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n")]
    public async Task Empty_lines_before_a_request_are_no_request_however_many_there_are(string lines)
    {
        await using RunningProxy proxy = await StartAsync(limits => limits.IdleTimeout = limits.HeadTimeout = TimeSpan.FromSeconds(0.2));
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        try
        {
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (true)
            {
                await client.SendAsync(lines);
                late.Token.ThrowIfCancellationRequested();
            }
        }
        catch (Exception e) when (e is IOException or System.Net.Sockets.SocketException)
        {
            // Cut off in the middle.
        }

        await HitsAsync(proxy, "idleTimeout", 1);
    }

    [Fact]
    public async Task A_TLS_handshake_that_does_not_end_in_time_is_closed()
    {
        using var folder = new ScratchFolder();
        using var authority = new TestCertificates();
        using (X509Certificate2 certificate = authority.Server("proxy"))
        {
            TestCertificates.WritePem(certificate, folder["proxy.pem"], folder["proxy.key"]);
        }

        await using RunningProxy proxy = await StartAsync(
            limits => limits.HandshakeTimeout = TimeSpan.FromSeconds(0.2),
            settings =>
            {
                settings.Proxy.Listen[0] = "https://127.0.0.1:0";
                settings.Proxy.Tls.Certificate = folder["proxy.pem"];
                settings.Proxy.Tls.Key = folder["proxy.key"];
            });
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        await client.SendAsync("\x16\x03\x01"); // a record of the handshake begins, and no more of it comes

        Assert.Equal("", await EndOfAsync(client));
        await HitsAsync(proxy, "handshakeTimeout", 1);
    }

    [Theory]
    [InlineData(600, 0, 0, "HTTP/1.1 414 ")]
    [InlineData(0, 2_000, 1, "HTTP/1.1 431 ")]
    [InlineData(0, 1, 20, "HTTP/1.1 431 ")]
    public async Task A_head_that_is_too_large_is_refused(int query, int header, int headers, string answer)
    {
        await using RunningProxy proxy = await StartAsync(limits =>
        {
            limits.MaxRequestLine = 512;
            limits.MaxHeaderBytes = 1_024;
            limits.MaxHeaderCount = 16;
        });
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        await client.SendAsync(
            $"RPC_IN_DATA /rpc/rpcproxy.dll?{new string('s', query)}:1 HTTP/1.1\r\nHost: p\r\n"
            + string.Concat(Enumerable.Range(0, headers).Select(i => $"X-{i}: {new string('v', header)}\r\n")) + "\r\n");

        Assert.StartsWith(answer, await EndOfAsync(client), StringComparison.Ordinal);
        await HitsAsync(proxy, "headSize", 1);
    }

    [Fact]
    public async Task A_request_line_that_can_not_be_read_is_none_that_is_too_large()
    {
        await using RunningProxy proxy = await StartAsync(_ => { });
        for (int i = 0; i < 3; i++)
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
            await client.SendAsync("PROXY TCP4 192.0.2.7 198.51.100.1 50000 443\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 400 ", await EndOfAsync(client), StringComparison.Ordinal);
        }

        using RawClient large = await RawClient.ConnectAsync(proxy.EndPoint);
        await large.SendAsync($"GET /{new string('a', 9_000)} HTTP/1.1\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 414 ", await EndOfAsync(large), StringComparison.Ordinal);
        await HitsAsync(proxy, "headSize", 1);
    }

    private static Task<RunningProxy> StartAsync(Action<LimitOptions> limit, Action<ProxyHostSettings>? settle = null) =>
        RunningProxy.StartAsync(settings =>
        {
            settings.Admin.Url = "http://127.0.0.1:0";
            settings.Proxy.LingerTimeout = TimeSpan.FromSeconds(1.5); // the servers here never close
            settings.Proxy.Limits.LimitLoopback = true;
            limit(settings.Proxy.Limits);
            settle?.Invoke(settings);
        });

    private static async Task<RawClient> OpenAsync(RunningProxy proxy, ListeningServer server, string headers = "", byte cookie = 0)
    {
        RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        await client.SendAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, InHead, server.Port, headers));
        byte[] b1 = Vectors.Load("CONN_B1");
        b1[32] ^= cookie; // the virtual connection's, behind header (20), Version (8) and the command type (4)
        await client.SendAsync(b1);
        return client;
    }

    /// <summary>What comes on a connection that nothing is sent on; it may be reset before the connect has returned.</summary>
    private static async Task<string> EndOfNewAsync(RunningProxy proxy)
    {
        try
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
            return await EndOfAsync(client);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return "";
        }
    }

    /// <summary>All that still comes; a reset is an end as well.</summary>
    private static async Task<string> EndOfAsync(RawClient client)
    {
        var text = new StringBuilder();
        try
        {
            while (true)
            {
                text.Append((char)(await client.ReadAsync(1))[0]);
            }
        }
        catch (Exception e) when (e is EndOfStreamException or SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            return text.ToString();
        }
    }

    private static async Task HitsAsync(RunningProxy proxy, string limit, int expected)
    {
        using var http = new HttpClient();
        int seen = -1;
        await Eventually.TrueAsync(IsSeenAsync, () => $"{limit} was hit {seen} times");

        async Task<bool> IsSeenAsync()
        {
            using JsonDocument counters = JsonDocument.Parse(await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters")));
            JsonElement hits = counters.RootElement.GetProperty("limits").GetProperty("hits");
            seen = hits.EnumerateObject().Single(hit => hit.Name.Equals(limit, StringComparison.OrdinalIgnoreCase)).Value.GetInt32();
            return seen == expected;
        }
    }

    private static async Task UntilServedAsync(RunningProxy proxy)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            late.Token.ThrowIfCancellationRequested();
            try
            {
                using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
                await client.SendAsync(Echo);
                if ((await client.ReadAsync(12)).Length == 12)
                {
                    return;
                }
            }
            catch (Exception e) when (e is SocketException or EndOfStreamException)
            {
                // Not yet: the first one's end hasn't been noticed.
            }
        }
    }
}
