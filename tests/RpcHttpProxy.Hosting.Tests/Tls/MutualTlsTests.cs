using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Core;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Tls;

/// <summary>A backend that takes proxies with certificates only, and a proxy that asks whether its server's is revoked.</summary>
public sealed partial class MutualTlsTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ScratchFolder _folder = new();
    private readonly TestCertificates _serversAuthority = new("Servers");
    private readonly TestCertificates _proxiesAuthority = new("Proxies");
    private readonly X509Certificate2 _server;
    private readonly X509Certificate2 _proxy;

    public MutualTlsTests()
    {
        _server = _serversAuthority.Server();
        _proxy = _proxiesAuthority.Client("CN=proxy1");
        TestCertificates.WritePem(_server, _folder["server.pem"], _folder["server.key"]);
        TestCertificates.WritePem(_proxy, _folder["proxy.pem"], _folder["proxy.key"]);
        File.WriteAllText(_folder["servers.pem"], _serversAuthority.AuthorityPem);
        File.WriteAllText(_folder["proxies.pem"], _proxiesAuthority.AuthorityPem);
        File.WriteAllText(_folder["servers.crl"], _serversAuthority.RevocationListPem());
        File.WriteAllText(_folder["proxies.crl"], _proxiesAuthority.RevocationListPem());
    }

    public void Dispose()
    {
        _server.Dispose();
        _proxy.Dispose();
        _serversAuthority.Dispose();
        _proxiesAuthority.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("1.2", 1 << 30)]
    [InlineData("1.3", 1 << 30)]
    [InlineData("1.2-1.3", 131_072)] // the OUT channel is recycled several times
    public async Task Calls_go_through_when_both_show_certificates(string versions, long lifetime)
    {
        await using BackendHost backend = await StartBackendAsync(versions);
        int port = backend.EndPoints[0].Port;
        await using RunningProxy proxy = await StartProxyAsync(proxy =>
        {
            proxy.Rules.Add(new TargetRuleOptions { Targets = [$"localhost:{port}"], Addresses = ["127.0.0.0/8"] });
            proxy.ServerTls = ServerTlsChoice.On;
            proxy.OutChannelLifetime = lifetime;
        });

        long recycled = await EchoCall.MakeAsync(proxy.Host.Urls[0], $"localhost:{port}", calls: 10, length: 50_000);

        Assert.Equal(lifetime < 500_000, recycled > 0);
        Assert.Equal(0, await RejectedAsync(backend));
        await backend.StopAsync();
    }

    [Theory]
    [InlineData("1.2", "none", "it has shown none")]
    [InlineData("1.3", "none", "it has shown none")]
    [InlineData("1.2", "stranger's", "RemoteCertificateChainErrors")]
    [InlineData("1.3", "stranger's", "RemoteCertificateChainErrors")]
    [InlineData("1.3", "expired", "NotTimeValid")]
    [InlineData("1.3", "server's", "NotValidForUsage")]
    [InlineData("1.2", "revoked", "CN=proxy1 is revoked by the revocation list of CN=Proxies")]
    [InlineData("1.3", "revoked", "CN=proxy1 is revoked by the revocation list of CN=Proxies")]
    [InlineData("1.3", "no list", "there is no revocation list of CN=Proxies")]
    [InlineData("1.3", "old list", "the revocation list of CN=Proxies was valid until")]
    public async Task Another_proxy_is_not_served_and_both_sides_say_why(string versions, string which, string why)
    {
        if (which is "no list")
        {
            File.WriteAllText(_folder["proxies.crl"], _serversAuthority.RevocationListPem());
        }
        else if (which is "revoked" or "old list")
        {
            DateTimeOffset? until = which == "old list" ? DateTimeOffset.UtcNow.AddMinutes(-30) : null;
            File.WriteAllBytes(_folder["proxies.crl"], _proxiesAuthority.RevocationList(which == "revoked" ? [_proxy] : [], until: until));
        }

        using TestCertificates stranger = new("Proxies");
        using X509Certificate2? another = which switch
        {
            "stranger's" => stranger.Client("CN=proxy1"),
            "expired" => _proxiesAuthority.Client("CN=proxy1", days: -1),
            "server's" => _proxiesAuthority.WrongPurpose("CN=proxy1"),
            _ => null,
        };
        if (another is not null)
        {
            TestCertificates.WritePem(another, _folder["proxy.pem"], _folder["proxy.key"]);
        }

        await using (BackendHost backend = await StartBackendAsync(versions))
        {
            using ServerTls tls = Tls(which != "none", TimeProvider.System);

            var e = await Assert.ThrowsAsync<ChannelOpenException>(() => SecureAsync(tls, backend.EndPoints[0]));

            Assert.Equal(CloseReason.ServerUnreachable, e.Reason);
            Assert.Contains("its TLS isn't taken: ", e.Message, StringComparison.Ordinal);
            await Eventually.TrueAsync(async () => await RejectedAsync(backend) == 1, () => "nothing was rejected");
            Assert.Equal(0, backend.Snapshots()[0].Rows);
            await backend.StopAsync();
        }

        string line = Assert.Single(Log().Split('\n'), line => line.Contains("was rejected", StringComparison.Ordinal));
        Assert.Contains("127.0.0.1:", line, StringComparison.Ordinal);
        Assert.Contains("the proxy's certificate isn't accepted: ", line, StringComparison.Ordinal);
        Assert.Contains(why, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_TLS_reaches_nothing()
    {
        await using (BackendHost backend = await StartBackendAsync())
        {
            using var plain = new TcpClient();
            await plain.ConnectAsync(backend.EndPoints[0]);
            await plain.GetStream().WriteAsync(Vectors.Load("CONN_B2"));

            Assert.Equal(0, await plain.GetStream().ReadAsync(new byte[100]).AsTask().WaitAsync(s_patience)); // no greeting either
            await Eventually.TrueAsync(async () => await RejectedAsync(backend) == 1, () => "nothing was rejected");
            Assert.Equal(0, backend.Snapshots()[0].Rows);
            await backend.StopAsync();
        }

        Assert.Contains("was rejected, \"TlsHandshake\"", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_says_nothing_behind_its_handshake_has_what_is_left_of_the_time_to_connect()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using ServerTls tls = Tls(hasIdentity: true, time);
        Task<IChannelTransport> opening = SecureAsync(tls, (IPEndPoint)listener.LocalEndpoint);
        using Socket socket = await listener.AcceptSocketAsync();
        await using var silent = new SslStream(new NetworkStream(socket));
        await silent.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _server }).WaitAsync(s_patience);

        time.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal(CloseReason.ConnectTimeout, (await Assert.ThrowsAsync<ChannelOpenException>(() => opening.WaitAsync(s_patience))).Reason);
    }

    [Theory]
    [InlineData("tls://", ServerTlsChoice.Off, true)]
    [InlineData("tcp://", ServerTlsChoice.On, false)]
    [InlineData("", ServerTlsChoice.On, true)]
    public async Task An_entry_of_the_map_says_whether_TLS_is_spoken_to_its_server(string scheme, ServerTlsChoice others, bool isEncrypted)
    {
        await using BackendHost backend = await StartBackendAsync(isEncrypted: isEncrypted);
        await using RunningProxy proxy = await StartProxyAsync(proxy =>
        {
            proxy.TargetMap.Add($"service:1={scheme}localhost:{backend.EndPoints[0].Port}");
            proxy.ServerTls = others;
        });

        await EchoCall.MakeAsync(proxy.Host.Urls[0], "service:1", calls: 1, length: 100);
        await backend.StopAsync();
    }

    private ServerTls Tls(bool hasIdentity, TimeProvider time)
    {
        var identity = new CertificateOptions { Certificate = _folder["proxy.pem"], Key = _folder["proxy.key"] };
        return new ServerTls(
            CertificateTrust.Read(_folder["servers.pem"], new CrlOptions { Files = [_folder["servers.crl"]] }, time, NullLogger.Instance),
            hasIdentity ? new OwnCertificate(identity, time, NullLogger.Instance) : null, TimeSpan.FromSeconds(20), time);
    }

    private static async Task<IChannelTransport> SecureAsync(ServerTls tls, IPEndPoint address)
    {
        using CancellationTokenSource late = tls.Begin();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        return await tls.SecureAsync(socket, new RpcRequestTarget("localhost", address.Port), late, CancellationToken.None);
    }

    private async Task<BackendHost> StartBackendAsync(string versions = "1.2-1.3", bool isEncrypted = true)
    {
        var settings = new BackendHostSettings();
        settings.Backend.Endpoints.Add(new BackendEndpointOptions { Listen = "127.0.0.1:0" });
        settings.Admin.Url = "http://127.0.0.1:0";
        settings.Log.Console = false;
        settings.Log.File = _folder["log-.txt"];
        if (isEncrypted)
        {
            settings.Backend.Tls.Certificate = _folder["server.pem"];
            settings.Backend.Tls.Key = _folder["server.key"];
            settings.Backend.Tls.Versions = versions;
            settings.Backend.Tls.ClientAuthorities = _folder["proxies.pem"];
            settings.Backend.Tls.ClientCrl.Files.Add(_folder["proxies.crl"]);
        }

        BackendHost backend = BackendHost.Build(settings);
        await backend.StartAsync();
        return backend;
    }

    private Task<RunningProxy> StartProxyAsync(Action<ProxyOptions> settle) => RunningProxy.StartAsync(settings =>
    {
        settle(settings.Proxy);
        settings.Proxy.ServerCa = _folder["servers.pem"];
        settings.Proxy.ServerCrl.Files.Add(_folder["servers.crl"]);
        settings.Proxy.ServerIdentity.Certificate = _folder["proxy.pem"];
        settings.Proxy.ServerIdentity.Key = _folder["proxy.key"];
    });

    private string Log() => File.ReadAllText(Directory.GetFiles(Path.GetDirectoryName(_folder["log"])!, "log-*").Single());

    private static async Task<int> RejectedAsync(BackendHost backend)
    {
        using var http = new HttpClient();
        using JsonDocument counters = JsonDocument.Parse(await http.GetStringAsync(new Uri(backend.AdminUrl!, "/counters")));
        return counters.RootElement.GetProperty("rejected").GetProperty("TlsHandshake").GetInt32();
    }
}
