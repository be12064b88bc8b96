using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Tls;

public sealed class ListenerTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly TestCertificates _authority = new();

    public ListenerTests() => Write("first");

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("?tls=1.2", "1.2-1.3", WireKind.Tls12, true)]
    [InlineData("?tls=1.2", "1.2-1.3", WireKind.Tls13, false)]
    [InlineData("?tls=1.3", "1.2", WireKind.Tls12, false)]
    [InlineData("?tls=1.3", "1.2", WireKind.Tls13, true)]
    [InlineData("", "1.2", WireKind.Tls13, false)]
    [InlineData("", "1.2-1.3", WireKind.Tls12, true)]
    [InlineData("", "1.2-1.3", WireKind.Tls13, true)]
    public async Task A_listener_speaks_the_versions_it_is_held_to(string own, string all, WireKind wire, bool isSpoken)
    {
        await using RunningProxy proxy = await StartAsync($"https://127.0.0.1:0{own}", all);

        if (isSpoken)
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint, wire: wire);
            Assert.Equal(wire.Versions(), client.Tls!.SslProtocol);
        }
        else
        {
            await Assert.ThrowsAsync<AuthenticationException>(() => RawClient.ConnectAsync(proxy.EndPoint, wire: wire));
        }
    }

    [Fact]
    public async Task A_new_certificate_is_shown_to_new_connections_and_a_broken_one_changes_nothing()
    {
        var time = new FakeTimeProvider();
        await using RunningProxy proxy = await StartAsync("https://127.0.0.1:0", time: time);
        using RawClient old = await RawClient.ConnectAsync(proxy.EndPoint, wire: WireKind.Tls13);
        Assert.Equal("CN=first", old.Tls!.RemoteCertificate!.Subject);

        File.WriteAllText(_folder["proxy.key"], "broken");
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("CN=first", await SubjectAsync(proxy));

        Write("second");
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("CN=second", await SubjectAsync(proxy));

        await old.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 ", await old.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("secret")]
    public async Task PKCS_12_will_do_with_and_without_password(string? password)
    {
        using X509Certificate2 certificate = _authority.Server("in PKCS 12");
        File.WriteAllBytes(_folder["proxy.pfx"], certificate.Export(X509ContentType.Pkcs12, password));
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings =>
        {
            settings.Proxy.Listen[0] = "https://127.0.0.1:0";
            settings.Proxy.Tls.Certificate = _folder["proxy.pfx"];
            if (password is not null)
            {
                File.WriteAllText(_folder["password"], password + "\n");
                settings.Proxy.Tls.KeyPasswordFile = _folder["password"];
            }
        });

        Assert.Equal("CN=in PKCS 12", await SubjectAsync(proxy));
    }

    [Fact]
    public async Task Listeners_of_both_kinds_stand_side_by_side()
    {
        await using RunningProxy proxy = await StartAsync("https://127.0.0.1:0", also: "http://127.0.0.1:0");

        Assert.Equal(["https", "http"], proxy.Host.Urls.Select(url => url.Scheme));
        foreach (Uri url in proxy.Host.Urls)
        {
            using RawClient client = await RawClient.ConnectAsync(
                IPEndPoint.Parse(url.Authority), wire: url.Scheme == "https" ? WireKind.Tls13 : WireKind.Plain);
            await client.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200 ", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http://*:0", "", "--auth anonymous")]
    [InlineData("http://[::]:0", "", "--auth anonymous")]
    [InlineData("http://192.0.2.1:80", "Basic", "in the clear")]
    [InlineData("http://127.0.0.1:0", "Basic", "--users FILE")]
    [InlineData("https://127.0.0.1:0", "", "--cert FILE")]
    [InlineData("https://127.0.0.1:0?tls=1.1", "Anonymous", "is not http://")]
    [InlineData("https://127.0.0.1:0?", "Anonymous", "is not http://")]
    public void What_would_be_open_by_mistake_does_not_start_and_says_what_to_add(string listen, string scheme, string hint)
    {
        var settings = new ProxyHostSettings();
        settings.Proxy.Listen.Add(listen);
        if (scheme.Length > 0)
        {
            settings.Proxy.Authentication.Schemes.Add(Enum.Parse<AuthenticationScheme>(scheme));
        }

        var e = Assert.Throws<OptionsValidationException>(() => ProxyHost.Build(settings));

        Assert.Contains(hint, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Anonymous_is_served_anywhere_when_it_was_said()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings =>
        {
            settings.Proxy.Listen[0] = "http://0.0.0.0:0";
            settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Anonymous);
        });

        Assert.NotEqual(0, proxy.EndPoint.Port);
    }

    private static async Task<string> SubjectAsync(RunningProxy proxy)
    {
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint, wire: WireKind.Tls13);
        return client.Tls!.RemoteCertificate!.Subject;
    }

    private void Write(string name)
    {
        using X509Certificate2 certificate = _authority.Server(name);
        TestCertificates.WritePem(certificate, _folder["proxy.pem"], _folder["proxy.key"]);
    }

    private Task<RunningProxy> StartAsync(string listen, string versions = "1.2-1.3", FakeTimeProvider? time = null, string? also = null) =>
        RunningProxy.StartAsync(settings =>
        {
            settings.Proxy.Listen[0] = listen;
            if (also is not null)
            {
                settings.Proxy.Listen.Add(also);
            }

            settings.Proxy.Tls.Certificate = _folder["proxy.pem"];
            settings.Proxy.Tls.Key = _folder["proxy.key"];
            settings.Proxy.Tls.Versions = versions;
            settings.Time = time ?? settings.Time;
        });
}
