using System.Net;
using System.Text;
using RpcHttpProxy.Core;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Limits;

/* What limits channels rather than connections and heads. */
public sealed partial class EdgeLimitTests
{
    [Fact]
    public async Task An_address_that_opens_channels_too_fast_is_told_that_the_server_is_too_busy()
    {
        using var server = new ListeningServer();
        await using RunningProxy proxy = await StartAsync(
            limits => (limits.OpenRate, limits.OpenBurst) = (1, 1), settings => settings.Proxy.AllowedTargets.Add($"127.0.0.1:{server.Port}"));
        using RawClient first = await OpenAsync(proxy, server);
        await server.AcceptAsync();

        // Not before a second is the next one due: several, so that one of them is too early whatever the machine does.
        List<string> answers = [];
        for (int i = 0; i < 5 && !answers.Contains(TooBusy); i++)
        {
            using RawClient next = await OpenAsync(proxy, server);
            answers.Add(await FirstLineOrNothingAsync(next));
        }

        Assert.Contains(TooBusy, answers);
        Assert.Contains(CloseReason.OpenRateExceeded, proxy.Host.Snapshots()[0].Refused.Keys);
    }

    [Theory]
    [InlineData("203.0.113.9", "203.0.113.9", true)]
    [InlineData("203.0.113.9", "203.0.113.8", false)]
    [InlineData("198.51.100.1, 203.0.113.9", "203.0.113.9", true)] // what stands before the first that isn't trusted may be anybody's lie
    [InlineData("203.0.113.9, 127.0.0.7", "203.0.113.9", true)]
    public async Task Behind_a_trusted_front_end_channels_count_for_the_client_it_names(string one, string other, bool isOne)
    {
        using var server = new ListeningServer();
        await using RunningProxy proxy = await StartAsync(
            limits => limits.MaxConnectionsPerAddress = 1,
            settings =>
            {
                settings.Proxy.AllowedTargets.Add($"127.0.0.1:{server.Port}");
                settings.Proxy.TrustedProxies.Add("127.0.0.0/8");
            });
        using RawClient first = await OpenAsync(proxy, server, $"X-Forwarded-For: {one}\r\n");
        string b2 = Convert.ToHexString(await server.AcceptAsync());
        Assert.Contains(Convert.ToHexString(IPAddress.Parse("203.0.113.9").GetAddressBytes()), b2, StringComparison.Ordinal);

        using RawClient second = await OpenAsync(proxy, server, $"X-Forwarded-For: {other}\r\n", cookie: 0xAA);

        if (isOne)
        {
            Assert.StartsWith(TooBusy, await EndOfAsync(second), StringComparison.Ordinal);
            Assert.Equal(1, proxy.Host.Snapshots()[0].Refused[CloseReason.TooManyConnections]);
        }
        else
        {
            await server.AcceptAsync();
        }
    }

    [Fact]
    public async Task A_channel_that_was_denied_takes_up_nothing()
    {
        await using RunningProxy proxy = await StartAsync(limits => limits.MaxConnectionsPerAddress = 5);

        for (int i = 0; i < 8; i++)
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
            await client.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll?denied:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");
            Assert.StartsWith("HTTP/1.0 503 RPC Error: 5", await EndOfAsync(client), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Nobody_elses_word_is_taken_for_a_clients_address()
    {
        using var server = new ListeningServer();
        await using RunningProxy proxy = await StartAsync(
            _ => { },
            settings =>
            {
                settings.Proxy.AllowedTargets.Add($"127.0.0.1:{server.Port}");
                settings.Proxy.TrustedProxies.Add("10.0.0.1/32");
            });
        using RawClient client = await OpenAsync(proxy, server, "X-Forwarded-For: 203.0.113.9\r\n");

        string b2 = Convert.ToHexString(await server.AcceptAsync());

        Assert.Contains("7F000001", b2, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(IPAddress.Parse("203.0.113.9").GetAddressBytes()), b2, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_PDU_longer_than_allowed_ends_its_channel()
    {
        using var server = new ListeningServer();
        await using RunningProxy proxy = await StartAsync(
            limits => limits.MaxPduLength = 5_840, settings => settings.Proxy.AllowedTargets.Add($"127.0.0.1:{server.Port}"));
        using RawClient client = await OpenAsync(proxy, server);
        await server.AcceptAsync();
        byte[] header = [5, 0, 0, 3, 0x10, 0, 0, 0, 0xD1, 0x16, 0, 0, 1, 0, 0, 0]; // frag_length 5 841
        await client.SendAsync(header);

        await EndOfAsync(client);
        Assert.Equal(1, proxy.Host.Snapshots()[0].Ended[CloseReason.MalformedPdu]);
    }

    [Fact]
    public async Task A_proxy_that_drains_says_so_and_lets_nothing_begin()
    {
        using var server = new ListeningServer();
        await using RunningProxy proxy = await StartAsync(_ => { }, settings =>
        {
            settings.Proxy.AllowedTargets.Add($"127.0.0.1:{server.Port}");
            settings.Proxy.DrainTimeout = TimeSpan.FromMinutes(5);
        });
        using RawClient resident = await OpenAsync(proxy, server);
        await server.AcceptAsync();
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri(proxy.Host.AdminUrl!, "/health"))).StatusCode);

        Task draining = proxy.Host.DrainAsync();
        using HttpResponseMessage health = await http.GetAsync(new Uri(proxy.Host.AdminUrl!, "/health"));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "draining\n"), (health.StatusCode, await health.Content.ReadAsStringAsync()));
        using RawClient incoming = await OpenAsync(proxy, server, cookie: 0xAA);
        Assert.StartsWith(TooBusy, await EndOfAsync(incoming), StringComparison.Ordinal);
        Assert.Equal(1, proxy.Host.Snapshots()[0].Rows);

        Assert.False(draining.IsCompleted);
        resident.Dispose();
        await draining.WaitAsync(TimeSpan.FromSeconds(10));
    }

    private static async Task<string> FirstLineOrNothingAsync(RawClient client)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        try
        {
            byte[] bytes = new byte[TooBusy.Length];
            int read = await client.Socket.ReceiveAsync(bytes, late.Token);
            return Encoding.ASCII.GetString(bytes, 0, read);
        }
        catch (OperationCanceledException)
        {
            return "";
        }
    }
}
