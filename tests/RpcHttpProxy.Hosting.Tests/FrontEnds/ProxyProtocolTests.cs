using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.FrontEnds;

/// <summary>Listeners behind a front end that passes TCP on and says by the PROXY protocol for whom.</summary>
public sealed partial class ProxyProtocolTests : IDisposable
{
    private const string Echo = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n";
    private const string Channel = "RPC_IN_DATA /rpc/rpcproxy.dll?denied:135 HTTP/1.1\r\nHost: p\r\nContent-Length: 1000\r\n\r\n";
    private const string V1 = "PROXY TCP4 192.0.2.7 127.0.0.1 50000 443\r\n";

    private readonly ScratchFolder _folder = new();
    private readonly TestCertificates _authority = new();

    public ProxyProtocolTests()
    {
        using X509Certificate2 certificate = _authority.Server("localhost");
        TestCertificates.WritePem(certificate, _folder["proxy.pem"], _folder["proxy.key"]);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("http", "v1")]
    [InlineData("http", "v2")]
    [InlineData("https", "v1")]
    [InlineData("https", "v2")]
    public async Task The_client_that_the_front_end_names_is_who_the_audit_and_the_log_name(string scheme, string version)
    {
        await using (RunningProxy proxy = await StartAsync($"{scheme}://127.0.0.1:0?proxy={version}"))
        {
            using Stream client = await ConnectAsync(proxy, scheme, version == "v1" ? Encoding.ASCII.GetBytes(V1) : V2("192.0.2.7"));
            await client.WriteAsync(Encoding.ASCII.GetBytes(Channel));
            Assert.StartsWith("HTTP/1.0 503 RPC Error: 5", await ReadLineAsync(client), StringComparison.Ordinal);
        }

        Assert.Contains("anonymous at 192.0.2.7 was refused denied:135", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_has_its_share_of_connections_however_many_the_front_end_has()
    {
        await using RunningProxy proxy = await StartAsync("http://127.0.0.1:0?proxy=v2", settings => settings.Proxy.Limits.MaxConnectionsPerAddress = 1);
        using Stream first = await ConnectAsync(proxy, "http", V2("192.0.2.7"));
        await EchoAsync(first);
        using Stream other = await ConnectAsync(proxy, "http", V2("192.0.2.8"));
        await EchoAsync(other);

        using (Stream second = await ConnectAsync(proxy, "http", V2("192.0.2.7")))
        {
            await second.WriteAsync(Encoding.ASCII.GetBytes(Echo));
            Assert.Equal("", await ReadLineAsync(second));
        }

        Assert.Equal(1, await RejectedAsync(proxy, "ConnectionLimit"));
        await first.DisposeAsync();
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            late.Token.ThrowIfCancellationRequested();

            // As soon as the first one's end has been noticed.
            using Stream again = await ConnectAsync(proxy, "http", V2("192.0.2.7"));
            await again.WriteAsync(Encoding.ASCII.GetBytes(Echo));
            if ((await ReadLineAsync(again)).StartsWith("HTTP/1.1 200", StringComparison.Ordinal))
            {
                break;
            }
        }
    }

    [Theory]
    [InlineData("PROXY UNKNOWN\r\n")]
    [InlineData("PROXY UNKNOWN 192.0.2.7 127.0.0.1 1 2\r\n")]
    public async Task A_health_check_of_the_front_end_is_the_front_ends_own(string header)
    {
        await using RunningProxy proxy = await StartAsync("http://127.0.0.1:0?proxy=v1");
        using Stream client = await ConnectAsync(proxy, "http", Encoding.ASCII.GetBytes(header));

        await EchoAsync(client);
    }

    [Fact]
    public async Task Behind_a_header_without_a_client_nobody_names_one_by_X_Forwarded_For()
    {
        await using (RunningProxy proxy = await StartAsync("http://127.0.0.1:0?proxy=v1"))
        {
            using Stream client = await ConnectAsync(proxy, "http", Encoding.ASCII.GetBytes("PROXY UNKNOWN\r\n"));
            await client.WriteAsync(Encoding.ASCII.GetBytes(Channel.Replace("Host: p\r\n", "Host: p\r\nX-Forwarded-For: 10.9.9.9\r\n", StringComparison.Ordinal)));
            Assert.StartsWith("HTTP/1.0 503 RPC Error: 5", await ReadLineAsync(client), StringComparison.Ordinal);
        }

        Assert.Contains("anonymous at 127.0.0.1 was refused denied:135", Log(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1", Echo)]
    [InlineData("v2", Echo)]
    [InlineData("v2", V1)]
    [InlineData("v1", "PROXY TCP4 192.0.2.7 127.0.0.1 99999 443\r\n")]
    public async Task Without_a_header_a_connection_is_closed_and_that_is_logged_and_counted(string version, string said)
    {
        await using (RunningProxy proxy = await StartAsync($"http://127.0.0.1:0?proxy={version}"))
        {
            using Stream client = await ConnectAsync(proxy, "http", Encoding.ASCII.GetBytes(said));

            Assert.Equal("", await ReadLineAsync(client));
            Assert.Equal(1, await RejectedAsync(proxy, "ProxyHeader"));
        }

        Assert.Contains($"was rejected, \"ProxyHeader\": it doesn't begin with a header of the PROXY protocol, version {version[1]}", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_else_may_say_who_he_is()
    {
        await using RunningProxy proxy = await StartAsync("http://127.0.0.1:0?proxy=v1", settings =>
        {
            settings.Proxy.TrustedProxies.Clear();
            settings.Proxy.TrustedProxies.Add("192.0.2.0/24");
        });
        using Stream client = await ConnectAsync(proxy, "http", Encoding.ASCII.GetBytes(V1 + Echo));

        Assert.Equal("", await ReadLineAsync(client));
        Assert.Equal(1, await RejectedAsync(proxy, "ProxyHeader"));
    }

    [Fact]
    public async Task A_header_that_does_not_come_in_time_ends_the_connection()
    {
        var time = new ManualTime();
        await using (RunningProxy proxy = await StartAsync("https://127.0.0.1:0?proxy=v2", settings => settings.Time = time))
        {
            int before = time.RunningTimers;
            using Stream client = await ConnectAsync(proxy, "http", V2("192.0.2.7").AsMemory(0, 20).ToArray());
            await Eventually.TrueAsync(() => time.RunningTimers > before, () => "no header is waited for");

            time.Advance(new LimitOptions().HandshakeTimeout);

            Assert.Equal("", await ReadLineAsync(client));
            Assert.Equal(1, await RejectedAsync(proxy, "ProxyHeader"));
        }

        Assert.Contains("its PROXY protocol header didn't come in time", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_of_another_machine_is_not_served_without_authentication_because_the_front_end_is_on_this_one()
    {
        await using RunningProxy proxy = await StartAsync("http://127.0.0.1:0?proxy=v1", settings => settings.Proxy.Authentication.Schemes.Clear());
        using Stream client = await ConnectAsync(proxy, "http", "PROXY TCP4 192.0.2.7 198.51.100.1 50000 443\r\n"u8.ToArray());
        await client.WriteAsync(Encoding.ASCII.GetBytes(Echo));

        Assert.StartsWith("HTTP/1.1 403 ", await ReadLineAsync(client), StringComparison.Ordinal);
    }

    private string Log() => File.ReadAllText(Directory.GetFiles(Path.GetDirectoryName(_folder["log"])!, "log-*").Single());

    private Task<RunningProxy> StartAsync(string listen, Action<ProxyHostSettings>? settle = null) => RunningProxy.StartAsync(settings =>
    {
        settings.Proxy.Listen[0] = listen;
        settings.Proxy.TrustedProxies.Add("127.0.0.0/8");
        settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Anonymous);
        settings.Proxy.Tls.Certificate = _folder["proxy.pem"];
        settings.Proxy.Tls.Key = _folder["proxy.key"];
        settings.Admin.Url = "http://127.0.0.1:0";
        settings.Log.File = _folder["log-.txt"];
        settle?.Invoke(settings);
    });

    private static byte[] V2(string client) =>
        [.. "\r\n\r\n\0\r\nQUIT\n"u8, 0x21, 0x11, 0, 15, .. IPAddress.Parse(client).GetAddressBytes(), 127, 0, 0, 1, 0xC3, 0x50, 0x01, 0xBB, 4, 0, 0];

    private static async Task<Stream> ConnectAsync(RunningProxy proxy, string scheme, byte[] header)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(proxy.EndPoint);
            await socket.SendAsync(header);
        }
        catch (SocketException)
        {
            // Rejected already.
        }

        if (!socket.Connected)
        {
            socket.Dispose();
            return Stream.Null;
        }

        var stream = new NetworkStream(socket, ownsSocket: true);
        return scheme == "http" ? stream : await TlsAsync(stream);
    }

    private static async Task<Stream> TlsAsync(Stream inner)
    {
        var tls = new System.Net.Security.SslStream(inner, leaveInnerStreamOpen: false, (_, _, _, _) => true);
        await tls.AuthenticateAsClientAsync("localhost").WaitAsync(TimeSpan.FromSeconds(10));
        return tls;
    }

    private static async Task EchoAsync(Stream client)
    {
        await client.WriteAsync(Encoding.ASCII.GetBytes(Echo));
        Assert.StartsWith("HTTP/1.1 200 Success", await ReadLineAsync(client), StringComparison.Ordinal);
    }

    /// <summary>What comes next, up to a line's end; nothing when the connection ends before, by FIN or RST.</summary>
    private static async Task<string> ReadLineAsync(Stream client)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var line = new StringBuilder();
        var one = new byte[1];
        try
        {
            while (await client.ReadAsync(one, late.Token) == 1 && one[0] != '\n')
            {
                line.Append((char)one[0]);
            }
        }
        catch (IOException)
        {
            // RST is an end as well.
        }

        return line.ToString();
    }

    private static async Task<int> RejectedAsync(RunningProxy proxy, string kind)
    {
        using var http = new HttpClient();
        using JsonDocument counters = JsonDocument.Parse(await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters")));
        return counters.RootElement.GetProperty("rejected").GetProperty(kind).GetInt32();
    }
}
