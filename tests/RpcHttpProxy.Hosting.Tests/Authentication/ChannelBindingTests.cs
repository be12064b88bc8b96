using System.Net;
using System.Net.Security;
using System.Security.Authentication.ExtendedProtection;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;
using static RpcHttpProxy.Hosting.Tests.Authentication.NtlmTests;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>NTLM and Negotiate bound to the TLS connection they are said on (RFC 5929, tls-server-end-point), or not.</summary>
public sealed class ChannelBindingTests : IDisposable
{
    private const string Echo = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n";

    private readonly ScratchFolder _folder = new();
    private readonly TestCertificates _authority = new();

    public ChannelBindingTests() => WriteCertificate("first");

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("NTLM", ChannelBindingChoice.Off, "own", 200)]
    [InlineData("NTLM", ChannelBindingChoice.Off, "other", 200)]
    [InlineData("NTLM", ChannelBindingChoice.Off, "none", 200)]
    [InlineData("NTLM", ChannelBindingChoice.WhenOffered, "own", 200)]
    [InlineData("NTLM", ChannelBindingChoice.WhenOffered, "other", 401)]
    [InlineData("NTLM", ChannelBindingChoice.WhenOffered, "none", 200)]
    [InlineData("NTLM", ChannelBindingChoice.Required, "own", 200)]
    [InlineData("NTLM", ChannelBindingChoice.Required, "other", 401)]
    [InlineData("NTLM", ChannelBindingChoice.Required, "none", 401)]
    [InlineData("Negotiate", ChannelBindingChoice.Off, "other", 200)]
    [InlineData("Negotiate", ChannelBindingChoice.WhenOffered, "own", 200)]
    [InlineData("Negotiate", ChannelBindingChoice.WhenOffered, "other", 401)]
    [InlineData("Negotiate", ChannelBindingChoice.WhenOffered, "none", 200)]
    [InlineData("Negotiate", ChannelBindingChoice.Required, "own", 200)]
    [InlineData("Negotiate", ChannelBindingChoice.Required, "other", 401)]
    [InlineData("Negotiate", ChannelBindingChoice.Required, "none", 401)]
    public async Task A_right_password_is_taken_on_the_TLS_connection_it_is_for(string scheme, ChannelBindingChoice choice, string offered, int status)
    {
        await using RunningProxy proxy = await StartTlsAsync(choice);
        foreach (WireKind wire in (WireKind[])[WireKind.Tls12, WireKind.Tls13])
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint, wire: wire);
            using ChannelBinding? binding = Offer(client, offered);

            Assert.Equal(status, await LogInBoundAsync(client, scheme, "right", binding));
            Assert.Equal(401, await LogInBoundAsync(client, scheme, "wrong", binding));
        }
    }

    [PeerFact("gss-ntlmssp")]
    public async Task The_certificate_is_the_one_that_the_connections_handshake_has_shown()
    {
        var time = new ManualTime();
        await using RunningProxy proxy = await StartTlsAsync(ChannelBindingChoice.Required, settings => settings.Time = time);
        using RawClient before = await RawClient.ConnectAsync(proxy.EndPoint, wire: WireKind.Tls13);

        WriteCertificate("second");
        time.Advance(TimeSpan.FromSeconds(5));
        using RawClient after = await RawClient.ConnectAsync(proxy.EndPoint, wire: WireKind.Tls13);
        Assert.Equal("CN=second", after.Tls!.RemoteCertificate!.Subject);
        using ChannelBinding? first = Offer(before, "own"), second = Offer(after, "own");

        Assert.Equal(200, await LogInBoundAsync(before, "NTLM", "right", first));
        Assert.Equal(200, await LogInBoundAsync(after, "NTLM", "right", second));
        Assert.Equal(401, await LogInBoundAsync(after, "NTLM", "right", first));
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("NTLM", "other", "its channel binding names another certificate")]
    [InlineData("NTLM", "none", "it names no channel binding")]
    [InlineData("Negotiate", "other", "its channel binding names another certificate")]
    [InlineData("Negotiate", "none", "it names no channel binding")]
    public async Task What_is_not_bound_is_logged_audited_and_counted_and_no_wrong_password(string scheme, string offered, string why)
    {
        await using (RunningProxy proxy = await StartTlsAsync(ChannelBindingChoice.Required, settings =>
        {
            settings.Admin.Url = "http://127.0.0.1:0";
            settings.Log.File = _folder["log-.txt"];
            settings.Time = new ManualTime(); // stands still: who is slowed waits for ever
        }))
        {
            for (int i = 0; i < 12; i++)
            {
                using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint, wire: WireKind.Tls13);
                using ChannelBinding? binding = Offer(client, offered);
                Assert.Equal(401, await LogInBoundAsync(client, scheme, "right", binding));
            }

            using RawClient bound = await RawClient.ConnectAsync(proxy.EndPoint, wire: WireKind.Tls13);
            using ChannelBinding? own = Offer(bound, "own");
            Assert.Equal(200, await LogInBoundAsync(bound, scheme, "right", own));
            using var http = new HttpClient();
            string counters = await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters"));
            Assert.Matches($"\"unbound\": *{{\\s*\"{scheme}\": *12\\s*}}", counters);
            Assert.Matches("\"refused\": *{}", counters);
        }

        string log = LogOf(_folder);
        Assert.Equal(10 + (offered == "none" ? 12 : 10), log.Split(why).Length - 1); // of the log's lines not all, of the audit log's each where the password was right for sure
        Assert.Contains($"{scheme} as {(offered == "none" ? @"LAB\alice" : "an unknown user")} at 127.0.0.1 was refused: {why}", log, StringComparison.Ordinal);
        Assert.DoesNotContain("failed", log, StringComparison.Ordinal);
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("other")]
    [InlineData("none")]
    public async Task A_wrong_password_is_one_whatever_binding_comes_with_it(string offered)
    {
        await using RunningProxy proxy = await StartTlsAsync(ChannelBindingChoice.Required, settings => settings.Admin.Url = "http://127.0.0.1:0");
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint, wire: WireKind.Tls13);
        using ChannelBinding? binding = Offer(client, offered);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(401, await LogInBoundAsync(client, "NTLM", "wrong", binding));
        }

        using var http = new HttpClient();
        string counters = await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters"));
        Assert.Matches("\"refused\": *{\\s*\"NTLM\": *3\\s*}", counters);
        Assert.Matches("\"unbound\": *{}", counters);
    }

    [PeerFact("gss-ntlmssp")]
    public async Task Where_the_proxy_ends_no_TLS_what_must_be_bound_is_closed_and_said_so()
    {
        await using (RunningProxy proxy = await StartTlsAsync(ChannelBindingChoice.Required, settings =>
        {
            settings.Proxy.Listen.Add("http://127.0.0.1:0");
            settings.Log.File = _folder["log-.txt"];
        }))
        {
            var plainUrl = IPEndPoint.Parse(proxy.Host.Urls.Single(url => url.Scheme == "http").Authority);
            using RawClient plain = await RawClient.ConnectAsync(plainUrl);
            (int status, string answer) = await AskAsync(plain, $"{Echo}Authorization: NTLM {Convert.ToBase64String(NtlmMessage.Negotiate)}\r\n");
            Assert.Equal(403, status);
            Assert.DoesNotContain("WWW-Authenticate", answer, StringComparison.Ordinal);
            Assert.Contains("on TLS connections to this proxy itself only", await plain.ReadToAsync("only."), StringComparison.Ordinal);
        }

        string log = LogOf(_folder);
        Assert.Contains("NTLM as an unknown user refused, a channel binding is required, and this proxy does not end the TLS", log, StringComparison.Ordinal);
        Assert.Contains("ChannelBinding is Required, so ntlm and negotiate are refused at http://127.0.0.1:0", log, StringComparison.Ordinal);
    }

    [PeerFact("gss-ntlmssp")]
    public async Task Without_TLS_of_its_own_nothing_is_bound_where_that_is_left_to_clients()
    {
        await using RunningProxy proxy = await StartAsync(settings => settings.Proxy.Authentication.ChannelBinding = ChannelBindingChoice.WhenOffered);
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        using ChannelBinding binding = new OfferedBinding("tls-server-end-point:of a front end that ends TLS"u8);

        Assert.Equal(200, await LogInBoundAsync(client, "NTLM", "right", binding));
    }

    [PeerFact("gss-ntlmssp")]
    public void What_must_be_bound_and_cannot_be_does_not_start()
    {
        var settings = new ProxyHostSettings();
        settings.Proxy.Listen.Add("http://127.0.0.1:0");
        settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Negotiate);
        settings.Proxy.Authentication.ChannelBinding = ChannelBindingChoice.Required;

        Assert.Contains("listen at https://", Assert.Throws<OptionsValidationException>(() => ProxyHost.Build(settings)).Message, StringComparison.Ordinal);
    }

    /// <summary>As a client makes it of its own connection, of another server's certificate, or not at all.</summary>
    private static ChannelBinding? Offer(RawClient client, string offered) => offered switch
    {
        "own" => client.Tls!.TransportContext.GetChannelBinding(ChannelBindingKind.Endpoint),
        "other" => new OfferedBinding([.. "tls-server-end-point:"u8, .. new byte[31], 1]),
        _ => null,
    };

    private static async Task<int> LogInBoundAsync(RawClient client, string scheme, string password, ChannelBinding? binding)
    {
        using NegotiateAuthentication talk = new(new NegotiateAuthenticationClientOptions
        {
            Package = scheme,
            Credential = new NetworkCredential("alice", password, "LAB"),
            TargetName = "HTTP/localhost",
            Binding = binding,
        });
        return await LogInAsync(client, scheme, talk, Echo);
    }

    private Task<RunningProxy> StartTlsAsync(ChannelBindingChoice choice, Action<ProxyHostSettings>? settle = null) => StartAsync(settings =>
    {
        settings.Proxy.Listen[0] = "https://127.0.0.1:0";
        settings.Proxy.Tls.Certificate = _folder["proxy.pem"];
        settings.Proxy.Tls.Key = _folder["proxy.key"];
        settings.Proxy.Authentication.ChannelBinding = choice;
        settle?.Invoke(settings);
    });

    private void WriteCertificate(string name)
    {
        using X509Certificate2 certificate = _authority.Server(name);
        TestCertificates.WritePem(certificate, _folder["proxy.pem"], _folder["proxy.key"]);
    }
}
