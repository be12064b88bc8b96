using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Limits;

/// <summary>Clients that ask again and again and read nothing of what they are answered.</summary>
[Trait(Category.Name, Category.Slow)]
public class UnreadResponseTests
{
    private const string Echo = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n";
    private const int Many = 20_000; // some megabytes of answers
    private const string Health = "GET /health HTTP/1.1\r\nHost: p\r\n\r\n";

    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(WireKind.Plain, false, Echo)]
    [InlineData(WireKind.Plain, true, Echo)] // each of them a 401
    [InlineData(WireKind.Tls13, false, Echo)]
    [InlineData(WireKind.Tls13, true, Echo)]
    public async Task A_client_that_does_not_read_its_responses_is_cut_off_and_counted(WireKind wire, bool asksWho, string request)
    {
        using var folder = new ScratchFolder();
        await using RunningProxy proxy = await StartAsync(folder, wire, asksWho);

        await AssertCutOffAsync(proxy.EndPoint, wire, request, proxy.Host.AdminUrl!);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: p\r\n\r\n")] // 404
    [InlineData("GET /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\n\r\n")] // 405
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?denied:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n")] // 503
    public async Task A_refusal_behind_responses_that_are_not_read_has_a_deadline_too(string last)
    {
        using var folder = new ScratchFolder();
        await using RunningProxy proxy = await StartAsync(folder, WireKind.Plain, asksWho: false, responseTimeout: TimeSpan.FromMinutes(5));
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint, receiveBuffer: 4096);

        // As many echoes as the kernel holds the answers of, and one more request behind them: refused, if it is read at all.
        for (int batch = 1; batch <= 400; batch++)
        {
            if (!await TrySendAsync(client, Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Echo, 100)) + last)))
            {
                break;
            }
        }

        await UntilClosedAsync(client);
    }

    [Fact]
    public async Task A_client_that_lets_many_responses_pile_up_and_reads_them_is_served_to_the_last()
    {
        using var folder = new ScratchFolder();
        await using RunningProxy proxy = await StartAsync(folder, WireKind.Plain, asksWho: false, responseTimeout: TimeSpan.FromSeconds(30));
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint, receiveBuffer: 4096);
        await client.SendAsync(Echo);
        int length = (await client.ReadToAsync("\r\n\r\n")).Length + 20; // and the Echo RTS PDU
        await client.ReadAsync(20);

        Task<int> sending = client.Socket.SendAsync(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(Echo, Many))));
        byte[] buffer = new byte[65_536];
        for (long left = (long)Many * length; left > 0;)
        {
            int read = await client.ReceiveAsync(buffer);
            Assert.NotEqual(0, read);
            left -= read;
        }

        await sending;
    }

    [Fact]
    public async Task The_admin_listener_cuts_off_a_client_that_does_not_read()
    {
        using var folder = new ScratchFolder();
        await using RunningProxy proxy = await StartAsync(folder, WireKind.Plain, asksWho: false);

        await AssertCutOffAsync(IPEndPoint.Parse(proxy.Host.AdminUrl!.Authority), WireKind.Plain, Health, proxy.Host.AdminUrl!);
    }

    private static Task<RunningProxy> StartAsync(ScratchFolder folder, WireKind wire, bool asksWho, TimeSpan? responseTimeout = null) => RunningProxy.StartAsync(settings =>
    {
        settings.Admin.Url = "http://127.0.0.1:0";
        settings.Proxy.Limits.ResponseTimeout = responseTimeout ?? TimeSpan.FromSeconds(1);
        settings.Proxy.LingerTimeout = TimeSpan.FromSeconds(1);
        if (asksWho)
        {
            File.WriteAllText(folder["users"], "");
            settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Basic);
            settings.Proxy.Authentication.UsersFile = folder["users"];
        }

        if (wire.IsEncrypted())
        {
            using var authority = new TestCertificates();
            using X509Certificate2 certificate = authority.Server("proxy");
            TestCertificates.WritePem(certificate, folder["proxy.pem"], folder["proxy.key"]);
            settings.Proxy.Listen[0] = "https://127.0.0.1:0";
            settings.Proxy.Tls.Certificate = folder["proxy.pem"];
            settings.Proxy.Tls.Key = folder["proxy.key"];
        }
    });

    private static async Task AssertCutOffAsync(IPEndPoint server, WireKind wire, string request, Uri admin)
    {
        using RawClient client = await RawClient.ConnectAsync(server, receiveBuffer: 4096, wire);
        byte[] requests = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(request, 100)));
        while (await TrySendAsync(client, requests))
        {
            // Some megabytes of answers, until neither side's kernel takes more.
        }

        await Eventually.TrueAsync(async () => await HitsAsync(admin) > 0, () => "the limit wasn't hit", s_longest);
        await UntilClosedAsync(client);
    }

    /// <summary>False when the other side takes no more, for a while or for good.</summary>
    private static async Task<bool> TrySendAsync(RawClient client, byte[] bytes)
    {
        try
        {
            await client.SendAsync(bytes).WaitAsync(TimeSpan.FromSeconds(0.5));
            return true;
        }
        catch (Exception e) when (e is TimeoutException or SocketException or IOException)
        {
            return false;
        }
    }

    /// <summary>The kernel hears of it, whatever waits to be read before the reset.</summary>
    private static Task UntilClosedAsync(RawClient client) => Eventually.TrueAsync(
        () => client.Socket.Poll(0, SelectMode.SelectError) || !IsConnected(client.Socket), () => "it is still connected", s_longest);

    private static bool IsConnected(Socket socket)
    {
        const int Established = 1; // linux/tcp_states.h
        const int TcpInfo = 11; // linux/tcp.h
        const int Tcp = 6;
        Span<byte> info = stackalloc byte[8];
        socket.GetRawSocketOption(Tcp, TcpInfo, info);
        return info[0] == Established;
    }

    private static async Task<int> HitsAsync(Uri admin)
    {
        using var http = new HttpClient();
        using JsonDocument counters = JsonDocument.Parse(await http.GetStringAsync(new Uri(admin, "/counters")));
        return counters.RootElement.GetProperty("limits").GetProperty("hits").EnumerateObject()
            .Single(hit => hit.Name.Equals("responseTimeout", StringComparison.OrdinalIgnoreCase)).Value.GetInt32();
    }
}
