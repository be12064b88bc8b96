using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Core;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Tls;

public sealed class ServerTlsTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly TestCertificates _authority = new();

    public ServerTlsTests()
    {
        using X509Certificate2 certificate = _authority.Server();
        TestCertificates.WritePem(certificate, _folder["server.pem"], _folder["server.key"]);
        File.WriteAllText(_folder["ca.pem"], _authority.AuthorityPem);
        using var stranger = new TestCertificates("Stranger");
        File.WriteAllText(_folder["stranger.pem"], stranger.AuthorityPem);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData(1 << 30)]
    [InlineData(131_072)] // the OUT channel is recycled several times
    public async Task Calls_go_through_proxy_and_server_over_TLS(long lifetime)
    {
        await using BackendHost backend = await StartBackendAsync(isEncrypted: true);
        int port = backend.EndPoints[0].Port;
        await using RunningProxy proxy = await StartProxyAsync(port, "ca.pem", lifetime);

        long recycled = await EchoCall.MakeAsync(proxy.Host.Urls[0], $"localhost:{port}", calls: 10, length: 50_000);

        Assert.Equal(lifetime < 500_000, recycled > 0);
        await backend.StopAsync();
    }

    [Theory]
    [InlineData("localhost", "stranger.pem", true, "certificate")]
    [InlineData("127.0.0.2", "ca.pem", true, "RemoteCertificateNameMismatch")]
    [InlineData("localhost", "ca.pem", false, "TLS isn't taken")]
    public async Task A_server_that_is_not_who_it_should_be_is_not_reached(string host, string authorities, bool isEncrypted, string why)
    {
        await using BackendHost backend = await StartBackendAsync(isEncrypted);
        using ServerTls tls = Tls(authorities, TimeProvider.System);

        var e = await Assert.ThrowsAsync<ChannelOpenException>(() => SecureAsync(tls, backend.EndPoints[0], host));

        Assert.Equal(CloseReason.ServerUnreachable, e.Reason);
        Assert.Contains(why, e.Message, StringComparison.Ordinal);
        await backend.StopAsync();
    }

    [Fact]
    public async Task Authorities_that_change_count_for_the_next_connection_and_a_file_that_holds_none_changes_nothing()
    {
        await using BackendHost backend = await StartBackendAsync(isEncrypted: true);
        var time = new FakeTimeProvider();
        File.Copy(_folder["stranger.pem"], _folder["servers.pem"]);
        using ServerTls tls = Tls("servers.pem", time);
        await Assert.ThrowsAsync<ChannelOpenException>(() => SecureAsync(tls, backend.EndPoints[0], "localhost"));

        File.WriteAllText(_folder["servers.pem"], _authority.AuthorityPem + "\n");
        time.Advance(TimeSpan.FromSeconds(5));
        await using (await SecureAsync(tls, backend.EndPoints[0], "localhost"))
        {
        }

        File.WriteAllText(_folder["servers.pem"], "nonsense");
        time.Advance(TimeSpan.FromSeconds(5));
        await using (await SecureAsync(tls, backend.EndPoints[0], "localhost"))
        {
        }

        await backend.StopAsync();
    }

    [Fact]
    public async Task A_handshake_has_what_is_left_of_the_time_to_connect()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var time = new FakeTimeProvider();
        using ServerTls tls = Tls("ca.pem", time);
        Task<IChannelTransport> opening = SecureAsync(tls, (IPEndPoint)silent.LocalEndpoint, "localhost");
        using Socket accepted = await silent.AcceptSocketAsync();
        Assert.NotEqual(0, await accepted.ReceiveAsync(new byte[1])); // ClientHello

        time.Advance(TimeSpan.FromSeconds(20));

        var e = await Assert.ThrowsAsync<ChannelOpenException>(() => opening.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(CloseReason.ConnectTimeout, e.Reason);
    }

    [Fact]
    public async Task A_client_is_told_6ba_when_the_server_is_not_trusted_and_the_operator_why()
    {
        await using BackendHost backend = await StartBackendAsync(isEncrypted: true);
        int port = backend.EndPoints[0].Port;
        string log = _folder["log-.txt"];
        await using RunningProxy proxy = await StartProxyAsync(port, "stranger.pem", 1 << 30, log);
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        await client.SendAsync(string.Create(
            CultureInfo.InvariantCulture, $"RPC_IN_DATA /rpc/rpcproxy.dll?localhost:{port} HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n"));
        await client.SendAsync(Vectors.Load("CONN_B1"));

        Assert.StartsWith("HTTP/1.0 503 RPC Error: 6ba", Encoding.ASCII.GetString(await client.ReadToEndAsync()), StringComparison.Ordinal);
        Assert.Equal(1, proxy.Host.Snapshots()[0].Ended[CloseReason.ServerUnreachable]);
        await proxy.DisposeAsync();
        string[] lines = [.. Directory.EnumerateFiles(Path.GetDirectoryName(log)!, "log-*").SelectMany(File.ReadLines)];
        string audit = Assert.Single(lines, line => line.Contains("did not reach", StringComparison.Ordinal));
        Assert.Contains($"anonymous at 127.0.0.1 did not reach localhost:{port}, ", audit, StringComparison.Ordinal);
        Assert.Contains("ServerUnreachable", audit, StringComparison.Ordinal);
        Assert.Contains("its TLS isn't taken: ", audit, StringComparison.Ordinal);
        Assert.Contains("certificate", audit, StringComparison.Ordinal);
        await backend.StopAsync();
    }

    [Fact]
    public void Authorities_that_nobody_would_ask_and_keys_without_certificate_are_faults()
    {
        var proxy = new ProxyHostSettings();
        proxy.Proxy.Listen.Add("http://127.0.0.1:0");
        proxy.Proxy.ServerCa = _folder["ca.pem"];
        var backend = new BackendHostSettings();
        backend.Backend.Endpoints.Add(new BackendEndpointOptions { Listen = "127.0.0.1:0" });
        backend.Backend.Tls.Key = _folder["server.key"];

        Assert.Contains("Proxy:ServerTls", Assert.Throws<OptionsValidationException>(() => ProxyHost.Build(proxy)).Message, StringComparison.Ordinal);
        Assert.Contains("Backend:Tls", Assert.Throws<OptionsValidationException>(() => BackendHost.Build(backend)).Message, StringComparison.Ordinal);
    }

    private ServerTls Tls(string authorities, TimeProvider time) => new(
        CertificateTrust.Read(_folder[authorities], new CrlOptions(), time, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance),
        identity: null, TimeSpan.FromSeconds(20), time);

    private static async Task<IChannelTransport> SecureAsync(ServerTls tls, IPEndPoint address, string host)
    {
        using CancellationTokenSource late = tls.Begin();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(address);
        return await tls.SecureAsync(socket, new RpcRequestTarget(host, address.Port), late, CancellationToken.None);
    }

    private async Task<BackendHost> StartBackendAsync(bool isEncrypted)
    {
        var settings = new BackendHostSettings();
        settings.Backend.Endpoints.Add(new BackendEndpointOptions { Listen = "127.0.0.1:0" });
        settings.Log.Console = false;
        if (isEncrypted)
        {
            settings.Backend.Tls.Certificate = _folder["server.pem"];
            settings.Backend.Tls.Key = _folder["server.key"];
        }

        BackendHost backend = BackendHost.Build(settings);
        await backend.StartAsync();
        return backend;
    }

    private Task<RunningProxy> StartProxyAsync(int port, string authorities, long lifetime, string? log = null) => RunningProxy.StartAsync(settings =>
    {
        settings.Proxy.Rules.Add(new TargetRuleOptions { Targets = [$"localhost:{port}"], Addresses = ["127.0.0.0/8"] });
        settings.Log.File = log;
        settings.Proxy.OutChannelLifetime = lifetime;
        settings.Proxy.ServerTls = ServerTlsChoice.On;
        settings.Proxy.ServerCa = _folder[authorities];
    });
}
