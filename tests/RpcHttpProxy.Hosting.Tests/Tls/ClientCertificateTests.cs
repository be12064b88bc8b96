using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Tls;

public sealed class ClientCertificateTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly TestCertificates _ours = new("Ours");
    private readonly TestCertificates _theirs = new("Ours"); // of the same name, with another key

    public ClientCertificateTests()
    {
        using X509Certificate2 server = _ours.Server();
        TestCertificates.WritePem(server, _folder["proxy.pem"], _folder["proxy.key"]);
        File.WriteAllText(_folder["ca.pem"], _ours.AuthorityPem);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _ours.Dispose();
        _theirs.Dispose();
    }

    // [rpch 2.2.2/3-4]
    [Theory]
    [InlineData(WireKind.Tls12)]
    [InlineData(WireKind.Tls13)]
    public async Task A_trusted_certificate_opens_its_path_and_its_UPN_is_the_principal(WireKind wire)
    {
        await using RunningProxy proxy = await StartAsync(CertificateName.Upn);
        using X509Certificate2 alice = _ours.Client("CN=Alice, O=Lab", upn: "alice@lab.example");

        Assert.Equal(503, await AskAsync(proxy, wire, alice, "/rpcwithcert/rpcproxy.dll?for-alice:1")); // who may go there is known, and nobody is there
        Assert.Equal(401, await AskAsync(proxy, wire, alice, "/rpc/rpcproxy.dll?for-alice:1"));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("theirs")]
    [InlineData("expired")]
    [InlineData("server's")]
    [InlineData("nameless")]
    public async Task Any_other_opens_nothing_but_the_handshake(string which)
    {
        await using RunningProxy proxy = await StartAsync(CertificateName.Upn);
        using X509Certificate2? shown = which switch
        {
            "theirs" => _theirs.Client("CN=Alice", upn: "alice@lab.example"),
            "expired" => _ours.Client("CN=Alice", upn: "alice@lab.example", days: -1),
            "server's" => _ours.WrongPurpose("CN=Alice"),
            "nameless" => _ours.Client("CN=Alice"),
            _ => null,
        };

        Assert.Equal(403, await AskAsync(proxy, WireKind.Tls13, shown, "/rpcwithcert/rpcproxy.dll?for-alice:1"));
        Assert.Equal(401, await AskAsync(proxy, WireKind.Tls13, shown, "/rpc/rpcproxy.dll?for-alice:1"));
    }

    // [rpch 2.2.2/3-4]
    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_certificate_whose_authority_is_withdrawn_opens_nothing_more_on_a_connection_that_was_kept()
    {
        await using RunningProxy proxy = await StartAsync(CertificateName.Upn);
        using X509Certificate2 alice = _ours.Client("CN=Alice", upn: "alice@lab.example");
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint, wire: WireKind.Tls13, certificate: alice);
        Assert.StartsWith("HTTP/1.1 200 ", await EchoAsync(client), StringComparison.Ordinal);

        File.WriteAllText(_folder["ca.pem"], _theirs.AuthorityPem);

        // The file is looked at every two seconds.
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        string head;
        while ((head = await EchoAsync(client)).StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal))
        {
            late.Token.ThrowIfCancellationRequested();
        }

        Assert.StartsWith("HTTP/1.1 403 ", head, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_authorities_and_without_TLS_the_path_is_closed()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        await client.SendAsync("RPC_IN_DATA /RpcWithCert/RpcProxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 403 ", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_in_a_certificate_is_no_user_of_the_file()
    {
        UserFile.Change(_folder["users"], users => users.Put(TestUsers.WithPassword("alice", "right", ["staff"])));
        await using RunningProxy proxy = await StartAsync(CertificateName.CommonName, new TargetRuleOptions { Targets = ["for-staff:1"], Groups = ["staff"] });
        using X509Certificate2 alice = _ours.Client("CN=alice");
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint, wire: WireKind.Tls13, certificate: alice);

        await client.SendAsync("RPC_IN_DATA /rpcwithcert/rpcproxy.dll?for-staff:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");

        Assert.StartsWith("HTTP/1.0 503 RPC Error: 5,", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal); // ERROR_ACCESS_DENIED
    }

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task An_open_connection_ends_when_its_authority_is_withdrawn_where_that_is_wanted()
    {
        using var server = new ListeningServer();
        var rule = new TargetRuleOptions { Targets = [$"127.0.0.1:{server.Port}"], Principals = ["certificate:alice@lab.example"] };
        await using RunningProxy proxy = await StartAsync(CertificateName.Upn, rule, OnRevocationChoice.Close);
        using X509Certificate2 alice = _ours.Client("CN=Alice", upn: "alice@lab.example");
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint, wire: WireKind.Tls13, certificate: alice);
        await client.SendAsync($"RPC_IN_DATA /rpcwithcert/rpcproxy.dll?127.0.0.1:{server.Port} HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");
        await client.SendAsync(Vectors.Load("CONN_B1"));
        await server.AcceptAsync();

        File.WriteAllText(_folder["ca.pem"], _theirs.AuthorityPem); // looked at every two seconds

        Assert.StartsWith("HTTP/1.0 503 RPC Error: 5", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    private static async Task<string> EchoAsync(RawClient client)
    {
        await client.SendAsync("RPC_IN_DATA /rpcwithcert/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n");
        string head = await client.ReadToAsync("\r\n\r\n");
        await client.ReadAsync(20); // the Echo RTS PDU, or as much of a refusal's sentence
        return head;
    }

    private static async Task<int> AskAsync(RunningProxy proxy, WireKind wire, X509Certificate2? certificate, string target)
    {
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint, wire: wire, certificate: certificate);
        await client.SendAsync($"RPC_IN_DATA {target} HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");
        await client.SendAsync(Vectors.Load("CONN_B1"));
        string head = await client.ReadToAsync("\r\n\r\n");
        return int.Parse(head.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    private Task<RunningProxy> StartAsync(CertificateName name, TargetRuleOptions? rule = null, OnRevocationChoice revocation = OnRevocationChoice.Recycle) => RunningProxy.StartAsync(settings =>
    {
        settings.Proxy.Listen[0] = "https://127.0.0.1:0";
        settings.Proxy.Tls.Certificate = _folder["proxy.pem"];
        settings.Proxy.Tls.Key = _folder["proxy.key"];
        settings.Proxy.Tls.ClientAuthorities = _folder["ca.pem"];
        settings.Proxy.Tls.ClientName = name;
        settings.Proxy.OnRevocation = revocation;
        settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Basic);
        File.AppendAllText(_folder["users"], "");
        settings.Proxy.Authentication.UsersFile = _folder["users"];
        settings.Proxy.Rules.Add(rule ?? new TargetRuleOptions { Targets = ["for-alice:1"], Principals = ["certificate:alice@lab.example"] });
    });
}
