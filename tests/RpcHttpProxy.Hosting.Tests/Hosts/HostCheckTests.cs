using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Proxy;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Hosts;

/// <summary>What an operator is told before anything runs, and when it does.</summary>
public sealed class HostCheckTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_check_says_what_would_be_served_and_makes_no_file()
    {
        WriteCertificate();
        UserFile.Change(_folder["users"], users => users.Put(new UserEntry("alice", null, ["staff"])));
        var settings = new ProxyHostSettings();
        settings.Log.File = _folder["log-.txt"];
        settings.Trace.Directory = _folder["traces"];
        settings.Admin.Url = "http://127.0.0.1:9";
        ProxyOptions proxy = settings.Proxy;
        proxy.Listen.Add("https://*:443");
        (proxy.Tls.Certificate, proxy.Tls.Key) = (_folder["proxy.pem"], _folder["proxy.key"]);
        proxy.Authentication.Schemes.Add(AuthenticationScheme.Basic);
        proxy.Authentication.UsersFile = _folder["users"];
        proxy.AllowedTargets.Add("a:1");
        proxy.Rules.Add(new TargetRuleOptions { Targets = ["b:2"], Groups = ["staff", "ops"] });
        string[] before = Directory.GetFileSystemEntries(Path.GetDirectoryName(_folder["x"])!);

        HostCheck check = ProxyHost.Check(settings);

        Assert.Equal("inbound and outbound proxy at https://*:443", check.Served[0]);
        Assert.StartsWith("certificate CN=localhost, valid until ", check.Served[1], StringComparison.Ordinal);
        Assert.Equal(
            [
                $"authentication: basic; 1 users in {_folder["users"]}", "allowed: a:1; for group staff, group ops: b:2", "servers are reached by plain TCP",
                "health and counters at http://127.0.0.1:9",
            ], check.Served.Skip(2));
        Assert.Equal(["no user is in ops, which rules name"], check.Warnings);
        Assert.Equal(before, Directory.GetFileSystemEntries(Path.GetDirectoryName(_folder["x"])!));
    }

    [Fact]
    public void A_check_lists_every_fault()
    {
        var settings = new ProxyHostSettings();
        settings.Proxy.Listen.Add("https://127.0.0.1:0");
        settings.Proxy.Authentication.UsersFile = _folder["none"];

        var e = Assert.Throws<OptionsValidationException>(() => ProxyHost.Check(settings));

        Assert.Equal(["Proxy:Tls", "Proxy:Authentication"], e.Failures.Select(failure => failure.Split(": ")[0]));
    }

    [Fact]
    public void A_certificate_whose_time_is_not_now_is_a_warning()
    {
        WriteCertificate();
        var settings = new BackendHostSettings { Time = new LaterTime() };
        settings.Backend.Endpoints.Add(new BackendEndpointOptions { Listen = "127.0.0.1:0", Service = "tcp:dc1:135" });
        (settings.Backend.Tls.Certificate, settings.Backend.Tls.Key) = (_folder["proxy.pem"], _folder["proxy.key"]);

        HostCheck check = BackendHost.Check(settings);

        Assert.Equal("server at 127.0.0.1:0, service tcp:dc1:135", check.Served[0]);
        Assert.EndsWith(", not now", Assert.Single(check.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, "no targets are allowed")]
    [InlineData(true, false, "allowed: a:1, c:3=d:4")]
    [InlineData(true, true, "allowed: a:1, c:3=d:4; for alice, group ops, at 10.1.0.0/16: b:2, b:3; for everybody: e:5; for everybody who is authenticated: f:6")]
    [InlineData(false, true, "allowed by rules: for alice, group ops, at 10.1.0.0/16: b:2, b:3; for everybody: e:5; for everybody who is authenticated: f:6")]
    public void The_start_line_says_whom_each_rule_is_for(bool hasTargets, bool hasRules, string expected)
    {
        var options = new ProxyOptions();
        if (hasTargets)
        {
            options.AllowedTargets.Add("a:1");
            options.TargetMap.Add("c:3=d:4");
        }

        if (hasRules)
        {
            options.Rules.Add(new TargetRuleOptions { Targets = ["b:2", "b:3"], Principals = ["alice"], Groups = ["ops"], Addresses = ["10.1.0.0/16"] });
            options.Rules.Add(new TargetRuleOptions { Targets = ["e:5"] });
            options.Rules.Add(new TargetRuleOptions { Targets = ["f:6"], Principals = ["*"] });
        }

        Assert.Equal(expected, AccessText.Of(options));
    }

    [Fact]
    public async Task A_virtual_connection_that_both_proxies_carry_is_one_that_is_drained()
    {
        using var server = new ListeningServer();
        await using (RunningProxy proxy = await RunningProxy.StartAsync(settings =>
        {
            settings.Log.File = _folder["log-.txt"];
            settings.Proxy.DrainTimeout = TimeSpan.Zero;
            settings.Proxy.AllowedTargets.Add($"127.0.0.1:{server.Port}");
        }))
        {
            using RawClient inChannel = await OpenAsync(proxy, server, "RPC_IN_DATA", 1 << 20, "CONN_B1");
            using RawClient outChannel = await OpenAsync(proxy, server, "RPC_OUT_DATA", 76, "CONN_A1");
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
            while (!proxy.Host.Snapshots().All(role => role.Rows == 1))
            {
                late.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }

            await proxy.Host.DrainAsync();
        }

        string log = string.Concat(Directory.GetFiles(Path.GetDirectoryName(_folder["log"])!, "log-*").Select(File.ReadAllText));
        Assert.Contains("Draining: 1 virtual connections have up to ", log, StringComparison.Ordinal);
    }

    private static async Task<RawClient> OpenAsync(RunningProxy proxy, ListeningServer server, string method, int length, string first)
    {
        RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        await client.SendAsync($"{method} /rpc/rpcproxy.dll?127.0.0.1:{server.Port} HTTP/1.1\r\nHost: p\r\nContent-Length: {length}\r\n\r\n");
        await client.SendAsync(Vectors.Load(first));
        return client;
    }

    private void WriteCertificate()
    {
        using var authority = new TestCertificates();
        using X509Certificate2 certificate = authority.Server();
        TestCertificates.WritePem(certificate, _folder["proxy.pem"], _folder["proxy.key"]);
    }

    private sealed class LaterTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddYears(20);
    }
}
