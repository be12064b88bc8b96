using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Tls;

/// <summary>Lists of revoked client certificates at the clients' listeners.</summary>
public sealed class ClientCrlTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly TestCertificates _ours = new("Ours");
    private readonly TestCertificates _theirs = new("Theirs");
    private readonly X509Certificate2 _alice;

    public ClientCrlTests()
    {
        using X509Certificate2 server = _ours.Server();
        TestCertificates.WritePem(server, _folder["proxy.pem"], _folder["proxy.key"]);
        File.WriteAllText(_folder["ca.pem"], _ours.AuthorityPem);
        _alice = _ours.Client("CN=Alice", upn: "alice@lab.example");
        File.WriteAllText(_folder["ca.crl"], _ours.RevocationListPem());
    }

    public void Dispose()
    {
        _alice.Dispose();
        _ours.Dispose();
        _theirs.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("good", "200")]
    [InlineData("revoked", "403")]
    [InlineData("no list", "503")] // nothing is known against it
    [InlineData("old list", "503")]
    public async Task A_certificate_opens_its_path_unless_it_is_revoked_or_nobody_can_say(string which, string status)
    {
        byte[] list = which switch
        {
            "revoked" => _ours.RevocationList([_alice]),
            "no list" => _theirs.RevocationList([]),
            "old list" => _ours.RevocationList([], until: DateTimeOffset.UtcNow.AddMinutes(-30)),
            _ => _ours.RevocationList([]),
        };
        File.WriteAllBytes(_folder["ca.crl"], list);
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await ConnectAsync(proxy);

        Assert.StartsWith($"HTTP/1.1 {status} ", await EchoAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_certificate_that_is_revoked_opens_nothing_more_on_connections_that_were_kept_nor_on_new_ones()
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient kept = await ConnectAsync(proxy);
        Assert.StartsWith("HTTP/1.1 200 ", await EchoAsync(kept), StringComparison.Ordinal);

        File.WriteAllText(_folder["ca.crl"], _ours.RevocationListPem(_alice)); // looked at every two seconds

        string head = "";
        await Eventually.TrueAsync(async () => !(head = await EchoAsync(kept)).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal), () => head);

        Assert.StartsWith("HTTP/1.1 403 ", head, StringComparison.Ordinal);
        using RawClient another = await ConnectAsync(proxy);
        Assert.StartsWith("HTTP/1.1 403 ", await EchoAsync(another), StringComparison.Ordinal);
    }

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task An_open_connection_ends_when_its_certificate_is_revoked_where_that_is_wanted()
    {
        using var server = new ListeningServer();
        await using RunningProxy proxy = await StartAsync(server.Port);
        using RawClient client = await ConnectAsync(proxy);
        await client.SendAsync($"RPC_IN_DATA /rpcwithcert/rpcproxy.dll?127.0.0.1:{server.Port} HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");
        await client.SendAsync(Vectors.Load("CONN_B1"));
        await server.AcceptAsync();

        File.WriteAllText(_folder["ca.crl"], _ours.RevocationListPem(_alice));

        Assert.StartsWith("HTTP/1.0 503 RPC Error: 5", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    private Task<RawClient> ConnectAsync(RunningProxy proxy) => RawClient.ConnectAsync(proxy.EndPoint, wire: WireKind.Tls13, certificate: _alice);

    private static async Task<string> EchoAsync(RawClient client)
    {
        await client.SendAsync("RPC_IN_DATA /rpcwithcert/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n");
        string head = await client.ReadToAsync("\r\n\r\n");
        await client.ReadAsync(20); // the Echo RTS PDU, or as much of a refusal's sentence
        return head;
    }

    private Task<RunningProxy> StartAsync(int port = 1) => RunningProxy.StartAsync(settings =>
    {
        settings.Proxy.Listen[0] = "https://127.0.0.1:0";
        settings.Proxy.Tls.Certificate = _folder["proxy.pem"];
        settings.Proxy.Tls.Key = _folder["proxy.key"];
        settings.Proxy.Tls.ClientAuthorities = _folder["ca.pem"];
        settings.Proxy.Tls.ClientCrl.Files.Add(_folder["ca.crl"]);
        settings.Proxy.OnRevocation = OnRevocationChoice.Close;
        settings.Proxy.Rules.Add(new TargetRuleOptions { Targets = [$"127.0.0.1:{port}"], Principals = ["certificate:alice@lab.example"] });
    });
}
